"""An evaluation in Chromium, from the button to the report, while the worker works."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from assistant.evaluation import runs
from assistant.models import EvaluationRun
from tests.assistant.content import publish, work, working
from tests.assistant.test_evaluation import question
from tests.assistant.test_index_in_admin_browser import (  # noqa: F401  # a fixture
    browser,
    one,
    picture,
    wait,
)

pytestmark = pytest.mark.slow


def widest(it: object) -> int:
    """How far the page can be pushed aside, in pixels."""
    return it.execute_script(  # type: ignore[attr-defined]
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_an_evaluation_is_started_by_keyboard_and_shows_how_far_it_is(home, browser) -> None:  # noqa: F811
    boats = publish(home, "Boat builders", "Boat builders repair wooden dhows in Lamu.")
    work()
    question("Who repairs wooden dhows?", boats, "boat builders")
    question("Where do boat builders repair dhows?", boats, "Zanzibar")
    browser.get(f"{browser.origin}/admin/reports/assistant-evaluation/")
    picture(browser, "evaluation-start")
    button = one(browser, ".assistant-evaluation__start button")
    browser.execute_script("arguments[0].focus()", button)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    wait(browser, "[data-evaluation-label]", "Waiting")
    picture(browser, "evaluation-waiting")
    runs.step(EvaluationRun.objects.get().pk, seconds=0)
    wait(browser, "[data-evaluation-said]", "1 of 2 questions")
    wait(browser, "[data-evaluation-live]", "Running. 1 of 2 questions")
    with working():
        wait(browser, "[data-evaluation-label]", "Finished")
    wait(browser, ".assistant-evaluation__sum", "3 of 4")
    failed = one(browser, ".assistant-evaluation__why")
    assert failed.text == "Words that must appear are missing. (Zanzibar)"
    summary = one(browser, ".assistant-evaluation__result summary")
    browser.execute_script("arguments[0].focus()", summary)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert "Says: Zanzibar" in browser.find_element(By.CSS_SELECTOR, "details[open]").text
    picture(browser, "evaluation-report")
    browser.set_window_size(500, 900)
    assert widest(browser) <= 0
    picture(browser, "evaluation-report-phone")
    browser.get(f"{browser.origin}/admin/assistant_test_questions/")
    picture(browser, "evaluation-questions-phone")
    browser.set_window_size(1400, 1000)
    picture(browser, "evaluation-questions")
    errors = [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]
    assert [line for line in errors if "assistant" in line["message"]] == []
