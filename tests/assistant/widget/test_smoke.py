"""One question asked and answered in the widget, in Chromium."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from tests.assistant.widget.handling import WELDING, Widget
from tests.serving import Served

pytestmark = pytest.mark.site


def test_a_visitor_asks_and_gets_an_answer_whose_sources_open_their_pages(
    site_widget: Widget, served: Served
) -> None:
    turn = site_widget.open().ask(WELDING)

    assert "nine months" in turn.find_element(By.CSS_SELECTOR, ".body").text
    link = turn.find_element(By.CSS_SELECTOR, "a.source")
    assert link.get_attribute("href") == f"{served.origin}/en/welding/#how-long-it-takes"
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener"
    marker = turn.find_element(By.CSS_SELECTOR, ".body a.marker")
    assert marker.text == "1"
    assert marker.get_attribute("href") == link.get_attribute("href")

    browser = site_widget.browser
    before = set(browser.window_handles)
    link.click()
    opened = site_widget.wait(lambda: set(browser.window_handles) - before)
    browser.switch_to.window(opened.pop())
    site_widget.wait(lambda: "Welding certificate" in browser.title)
