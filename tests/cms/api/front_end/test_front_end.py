"""The example front end: the hub's pages and assistant on another origin, in every language."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cms.models import PublicationPage, StandardPage
from tests.assistant.widget.handling import WELDING, Widget
from tests.cms.api.front_end.conftest import FrontEnd
from tests.serving import TRICK, Served

pytestmark = pytest.mark.slow


def test_pages_are_listed_and_shown(front_end: FrontEnd) -> None:
    front_end.open("#/en/").shows("Training in Mombo")
    menu = front_end.texts("#menu a")
    assert menu[:2] == ["Training in Mombo", "Welding certificate"]
    assert "Salaries" not in menu  # a private page

    front_end.follow("Welding certificate")
    front_end.shows("Welding certificate")
    assert front_end.browser.title == "Welding certificate"
    assert front_end.texts("#body h2") == ["How long it takes", "What it costs"]
    assert front_end.find("#how-long-it-takes").is_displayed()
    assert front_end.texts("#breadcrumbs a") == ["Training in Mombo"]
    assert front_end.browser.switch_to.active_element.get_attribute("id") == "main"


def test_the_language_is_switched_to_the_same_page(front_end: FrontEnd) -> None:
    front_end.open("#/en/welding/").shows("Welding certificate")
    front_end.follow("Türkçe")
    front_end.shows("Kaynakçılık sertifikası")
    assert (front_end.html("lang"), front_end.html("dir")) == ("tr", "ltr")


def test_arabic_is_written_from_the_right(front_end: FrontEnd, arabic: PublicationPage) -> None:
    front_end.open("#/en/welding/").shows("Welding certificate")
    front_end.follow("العربية")
    front_end.shows("التدريب في مومبو")
    assert (front_end.html("lang"), front_end.html("dir")) == ("ar", "rtl")
    front_end.follow("دليل اللحام")
    front_end.shows("دليل اللحام")
    assert "الوثائق" in front_end.texts("main h2")
    box = front_end.find("main").rect
    heading = front_end.browser.execute_script(
        "const range = document.createRange(); range.selectNodeContents("
        "document.querySelector('main h1')); return range.getBoundingClientRect().right"
    )
    assert abs(heading - box["x"] - box["width"]) < 2


def test_documents_are_linked(front_end: FrontEnd, served: Served, arabic: PublicationPage) -> None:
    front_end.open("#/ar/guide/").shows("دليل اللحام")
    link = front_end.find("#files a")
    assert link.get_attribute("href").startswith(f"{served.origin}/documents/")
    assert link.text == "دليل (4 kB)"

    front_end.open("#/en/pottery/").shows("Pottery")
    link = front_end.find("#body a")
    assert link.get_attribute("href").startswith(f"{served.origin}/documents/")


def test_links_to_pages_stay_in_the_front_end(front_end: FrontEnd) -> None:
    front_end.open("#/en/welding/").shows("Welding certificate")
    addresses = [
        link.get_attribute("href")
        for link in front_end.browser.find_elements(By.CSS_SELECTOR, "#menu a, #languages a")
    ]
    assert addresses
    assert all(address.startswith(front_end.origin) for address in addresses)


def test_what_editors_write_stays_text(front_end: FrontEnd) -> None:
    front_end.open("#/en/safety/").shows(TRICK)
    assert "broken" not in front_end.browser.title.replace(TRICK, "")
    assert front_end.browser.find_elements(By.CSS_SELECTOR, "main img, main script") == []
    for link in front_end.browser.find_elements(By.CSS_SELECTOR, "main a"):
        assert not (link.get_attribute("href") or "").startswith("javascript:")


def test_a_page_that_is_not_there_says_so(front_end: FrontEnd) -> None:
    front_end.open("#/tr/yok/").shows("Bu sayfa burada yok. Yayından kaldırılmış olabilir.")
    assert front_end.find("[role=status]").get_attribute("textContent").startswith("Bu sayfa")


def test_the_keyboard_finds_its_way(front_end: FrontEnd) -> None:
    front_end.open("#/en/welding/").shows("Welding certificate")
    front_end.browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = front_end.browser.switch_to.active_element
    assert skip.text == "Skip to the content"
    skip.send_keys(Keys.ENTER)
    assert front_end.browser.switch_to.active_element.get_attribute("id") == "main"
    assert front_end.find("main h1").text == "Welding certificate"
    current = front_end.find("#menu [aria-current=page]")
    assert current.text == "Welding certificate"


def test_the_assistant_answers_on_the_other_origin(front_end: FrontEnd, served: Served) -> None:
    front_end.open("#/en/welding/").shows("Welding certificate")
    turn = Widget(front_end.browser).open().ask(WELDING)

    assert "nine months" in turn.text
    link = turn.find_element(By.CSS_SELECTOR, "a.source").get_attribute("href")
    assert link.startswith(served.origin)


def test_only_the_front_end_and_the_hub_are_asked(front_end: FrontEnd, served: Served) -> None:
    front_end.browser.get_log("browser")  # what tests before have left
    front_end.open("#/en/").shows("Training in Mombo")
    loaded = front_end.browser.execute_script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert {urlsplit(name).netloc for name in loaded} == {
        urlsplit(front_end.origin).netloc,
        urlsplit(served.origin).netloc,
    }
    assert front_end.browser.get_log("browser") == []


def test_an_editors_draft_is_previewed(front_end: FrontEnd, served: Served) -> None:
    page = StandardPage.objects.get(pk=served.welding.pk)
    page.title = "Welding, a draft"
    with override_settings(HUB_FRONT_END_URL=f"{front_end.origin}/"):
        response = page.make_preview_request(preview_mode="front-end")
        address = BeautifulSoup(response.content, "html.parser").iframe["src"]
        front_end.open(address.removeprefix(f"{front_end.origin}/"))
        front_end.shows("Welding, a draft")
        assert front_end.texts(".notice") == ["A draft. Only you can see it."]
