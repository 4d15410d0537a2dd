import dataclasses

import pypdfium2
import pytest

from cms.plans.documents import plan_pdf, report_pdf
from cms.plans.plan import Activity
from cms.typesetting import MissingFont
from tests.cms.typesetting.conftest import plain_machine  # noqa: F401
from tests.cms.typesetting.reading import structure

pytestmark = pytest.mark.unit


def text_of(data):
    return "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)
    ).replace("\r", "")


def test_the_plan_says_all_it_holds(plan):
    said = text_of(plan_pdf(plan))
    for item in plan.activities:
        assert item.activity in said
        assert item.owner in said
    assert "Forty-two teachers were" in said
    assert "Centre: Sample Centre" in said
    assert "Year: 2026" in said
    assert "https://hub.example.org/en/plan/" in said
    assert "Page 1 of 2. Made on 21 November 2026." in said
    assert "1 of 5 activities are done." not in said  # that is the figure's alternative text


def test_the_plan_has_a_title_an_outline_and_a_described_chart(plan):
    file = pypdfium2.PdfDocument(plan_pdf(plan))
    assert file.get_metadata_dict()["Title"] == "Action plan 2026"
    assert [item.get_title() for item in file.get_toc()] == [
        "Action plan 2026",
        "Progress",
        "January to March",
        "April to June",
        "July to September",
        "October to December",
    ]
    tags = structure(file[0])
    assert ("Figure", "1 of 5 activities are done.") in tags
    assert tags[1][0] == "H1"


def test_the_report_tells_what_was_done_first_and_why_the_rest_was_not(plan):
    data = report_pdf(plan)
    assert [item.get_title() for item in pypdfium2.PdfDocument(data).get_toc()] == [
        "Report to the Network: Action plan 2026",
        "Progress",
        "What was done",
        "What is under way",
        "What was postponed, and why",
        "What was dropped, and why",
        "What has not begun",
    ]
    said = text_of(data)
    assert "1 of 5 activities are done." in said
    assert said.index("Train forty teachers") < said.index("Hold a symposium")
    assert "The rains came early." in said
    assert "No reason is given." in said


def test_a_plan_without_activities_makes_a_file_that_says_so(plan):
    empty = dataclasses.replace(plan, activities=(), url="", centre="")
    assert "Action plan 2026" in text_of(plan_pdf(empty))
    assert "The plan has no activities yet." in text_of(report_pdf(empty))


def test_a_period_takes_the_place_of_the_year(plan):
    assert "Year: 2026/27" in text_of(plan_pdf(dataclasses.replace(plan, period="2026/27")))


def test_an_arabic_plan_runs_from_right_to_left(plan):
    arabic = dataclasses.replace(
        plan,
        title="خطة العمل",
        language="ar",
        direction="rtl",
        activities=(
            Activity(activity="تدريب المعلمين", owner="الوحدة", quarter="q1", status="done"),
        ),
    )
    data = plan_pdf(arabic)
    assert b"/Direction/R2L" in data
    page = pypdfium2.PdfDocument(data)[0]
    words = page.get_textpage()
    activity, owner = (words.search(text).get_next()[0] for text in ("تدريب", "الوحدة"))
    assert words.get_charbox(activity)[0] > words.get_charbox(owner)[0]


@pytest.mark.usefixtures("plain_machine")
def test_a_language_without_a_font_is_refused_before_anything_is_drawn(plan):
    chinese = dataclasses.replace(plan, language="zh-hans")
    for make in (plan_pdf, report_pdf):
        with pytest.raises(MissingFont):
            make(chinese)


def test_a_plan_of_three_hundred_activities_is_made_in_good_time(plan):
    import time

    many = tuple(
        dataclasses.replace(item, activity=f"{item.activity} {number}")
        for number in range(60)
        for item in plan.activities
    )
    began = time.perf_counter()
    said = text_of(plan_pdf(dataclasses.replace(plan, activities=many)))
    assert time.perf_counter() - began < 10
    assert "Build a hall 59" in said
