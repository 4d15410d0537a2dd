import dataclasses
import io

import pytest
from openpyxl import load_workbook

from cms.plans.plan import Activity
from cms.plans.workbooks import plan_xlsx, report_xlsx

pytestmark = pytest.mark.unit


def opened(data):
    return load_workbook(io.BytesIO(data))


def rows(sheet, count):
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows(max_row=count)]


def test_the_plan_is_a_table_with_a_filter_and_a_header_that_stays(plan):
    book = opened(plan_xlsx(plan))
    assert book.sheetnames == ["Activities", "Totals"]
    sheet = book["Activities"]
    assert rows(sheet, 2) == [
        ["Quarter", "Activity", "Owner", "Status", "Outcome"],
        ["January to March", "Train forty teachers", "Training unit", "Done",
         "Forty-two teachers were trained."],
    ]  # fmt: skip
    assert sheet.freeze_panes == "A2"
    table = sheet.tables["Activities"]
    assert table.ref == "A1:E6"
    assert table.autoFilter is not None
    assert sheet.column_dimensions["B"].width >= 40
    assert sheet["B2"].alignment.wrap_text
    assert not sheet.sheet_view.rightToLeft
    assert book.properties.title == "Action plan 2026"


def test_the_totals_are_the_numbers_of_the_chart(plan):
    sheet = opened(plan_xlsx(plan))["Totals"]
    assert rows(sheet, 6)[0] == [
        "Quarter", "Done", "Under way", "Planned", "Postponed", "Dropped", "All",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[6]] == ["Whole plan", 1, 1, 1, 1, 1, 5]
    about = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=8)}
    assert about["Address"] == "https://hub.example.org/en/plan/"
    assert about["Made on"].date() == plan.generated_on


def test_the_report_puts_what_was_done_first(plan):
    sheet = opened(report_xlsx(plan))["Report"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        "Done", "Under way", "Postponed", "Dropped", "Planned",
    ]  # fmt: skip
    assert sheet["E1"].value == "Outcome or reason"
    assert sheet["E4"].value == "The rains came early."


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","y")', "+1+2", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0"]
)
def test_a_text_that_looks_like_a_formula_stays_a_text(plan, text):
    risky = dataclasses.replace(
        plan,
        title=text,
        activities=(
            Activity(activity=text, owner=text, quarter="q1", status="done", outcome=text),
        ),
    )
    for make in (plan_xlsx, report_xlsx):
        book = opened(make(risky))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        found = [cell for cell in cells if cell.value == text]
        assert len(found) >= 4
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)
        assert not [cell for cell in cells if cell.data_type == "f"]


def test_an_arabic_workbook_runs_from_right_to_left(plan):
    book = opened(plan_xlsx(dataclasses.replace(plan, language="ar", direction="rtl")))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


def test_control_characters_and_very_long_texts_do_not_spoil_the_file(plan):
    odd = Activity(activity="a\x00b\x0b" + "x" * 40_000, quarter="q1", status="done")
    sheet = opened(plan_xlsx(dataclasses.replace(plan, activities=(odd,))))["Activities"]
    assert sheet["B2"].value.startswith("abxxx")
    assert len(sheet["B2"].value) <= 32_767


def test_a_plan_without_activities_still_opens(plan):
    book = opened(report_xlsx(dataclasses.replace(plan, activities=())))
    assert book["Report"].max_row == 1
    assert not book["Report"].tables
