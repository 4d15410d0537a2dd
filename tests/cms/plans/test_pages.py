"""Plans as a visitor meets them: the page, and its files through the site's own addresses."""

import io
import re

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from wagtail.models import Locale, PageViewRestriction

from cms.plans.downloads import filename
from tests.cms.conftest import publish
from tests.cms.typesetting.conftest import plain_machine  # noqa: F401

pytestmark = pytest.mark.site


def get(client, page, name="", **headers):
    return client.get(page.url + name, headers=headers)


def test_the_page_shows_facts_progress_and_activities_by_quarter(client, page):
    response = get(client, page)
    assert response.status_code == 200
    html = BeautifulSoup(response.content, "html.parser").find("main")
    assert html.find(class_="facts").get_text(" ", strip=True) == "Year 2026 Centre Sample Centre"
    assert "1 of 5 activities are done." in html.get_text(" ")
    key = [item.get_text(" ", strip=True) for item in html.select(".plan-key li")]
    assert key == ["Done: 1", "Under way: 1", "Planned: 1", "Postponed: 1", "Dropped: 1"]
    assert [heading.get_text() for heading in html.select(".plan-activities h3")] == [
        "January to March", "April to June", "July to September", "October to December",
    ]  # fmt: skip
    first = html.select_one(".plan-table tbody tr").get_text(" ", strip=True)
    assert first == "Train forty teachers Training unit Done Forty-two teachers were trained."


def test_the_chart_is_hidden_from_screen_readers_and_its_numbers_stand_beside_it(client, page):
    html = BeautifulSoup(get(client, page).content, "html.parser")
    assert all(svg["aria-hidden"] == "true" for svg in html.select("main svg.plan-bar"))
    cells = [cell.get_text(strip=True) for cell in html.select(".plan-quarters tbody tr")[1]]
    assert [cell for cell in cells if cell] == ["April to June", "0", "1", "1", "0", "0", "2"]
    whole = html.select_one(".plan-bar--large")
    assert [rect["width"] for rect in whole("rect")] == ["20.0%"] * 5
    assert len({rect.get("fill") for rect in whole("rect")}) == 4  # not by colour alone


def test_numbers_of_the_chart_are_not_written_the_french_way(client, page, translate):
    french = translate(page, "fr")
    html = BeautifulSoup(get(client, french).content, "html.parser")
    assert all(re.fullmatch(r"[\d.]+%", rect["x"]) for rect in html.select(".plan-bar--large rect"))


def test_each_file_that_the_page_names_opens(client, page):
    html = BeautifulSoup(get(client, page).content, "html.parser")
    links = [link["href"] for link in html.select(".plan-files a")]
    assert len(links) == 4
    for link in links:
        response = client.get(link)
        assert response.status_code == 200
        assert "private" in response["Cache-Control"]
        assert response["Content-Disposition"].startswith("attachment; filename=")
        if link.endswith("pdf"):
            assert response["Content-Type"] == "application/pdf"
            assert len(pypdfium2.PdfDocument(response.content)) >= 1
        else:
            assert "Totals" in load_workbook(io.BytesIO(response.content)).sheetnames


def test_a_file_that_is_not_changed_is_not_sent_again(client, page):
    first = get(client, page, "plan.pdf")
    again = get(client, page, "plan.pdf", if_none_match=first["ETag"])
    assert again.status_code == 304
    page.title = "Another plan"
    page.save_revision().publish()
    assert get(client, page, "plan.pdf", if_none_match=first["ETag"]).status_code == 200


@pytest.mark.parametrize(
    "name", ["plan.docx", "budget.pdf", "plan.pdf.exe", "plan/", "../plan.pdf"]
)
def test_a_file_that_does_not_exist_is_not_found(client, page, name):
    assert get(client, page, name).status_code == 404


def test_a_page_of_another_kind_has_no_such_files(client, page, centre):
    assert get(client, centre, "plan.pdf").status_code == 404


def test_the_files_of_a_private_page_are_private_too(client, page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for name in ("plan.pdf", "report.xlsx"):
        response = get(client, page, name)
        assert response.status_code == 302
        assert b"Train forty teachers" not in response.content


def test_the_files_of_a_draft_are_not_found(client, page):
    page.unpublish()
    assert get(client, page, "plan.pdf").status_code == 404


def test_a_centre_that_the_reader_may_not_see_is_not_named(client, page, centre):
    PageViewRestriction.objects.create(page=centre, restriction_type=PageViewRestriction.LOGIN)
    assert b"Sample Centre" not in get(client, page).content
    said = pypdfium2.PdfDocument(get(client, page, "plan.pdf").content)[0]
    assert "Sample Centre" not in said.get_textpage().get_text_range()


@pytest.mark.usefixtures("plain_machine")
def test_without_a_chinese_font_the_page_says_so_and_offers_the_spreadsheet(
    client, page, translate
):
    chinese = translate(page, "zh-hans", lambda text: f"{text} 计划")
    response = get(client, chinese, "plan.pdf")
    assert response.status_code == 503
    said = response.content.decode()
    assert "pylopdf-fonts-zh-cn" in said
    assert f'href="{chinese.url}plan.xlsx"' in said
    assert get(client, chinese, "plan.xlsx").status_code == 200


def test_a_file_is_named_in_the_letters_of_its_language(plan):
    import dataclasses

    def named(title):
        return filename(dataclasses.replace(plan, title=title), "plan")

    assert named("Action plan: A/B?") == "plan-2026-action-plan-a-b"
    assert named("แผนปฏิบัติการ") == "plan-2026-แผนปฏิบัติการ"
    assert named('x"\r\nSet-Cookie: a') == "plan-2026-x-set-cookie-a"
    assert len(named("long " * 100)) <= 80


def test_a_plan_without_activities_offers_no_files(client, home):
    from cms.models import ActionPlanPage

    page = publish(home, ActionPlanPage(title="Next year", slug="next", year=2027))
    html = BeautifulSoup(get(client, page).content, "html.parser")
    assert "The plan has no activities yet." in html.get_text()
    assert not html.select(".plan-files a")
    assert Locale.objects.exists()
