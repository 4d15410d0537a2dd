"""On other people's pages: allowed or not, beside their policies, and with their wishes."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from tests.assistant.widget.handling import WELDING
from tests.committed import assistant_settings
from tests.serving import Served

pytestmark = pytest.mark.slow


def test_a_page_of_an_allowed_origin_asks_and_rates(partner, served: Served) -> None:
    widget = partner(data='data-locale="en"').open()
    turn = widget.ask(WELDING)

    link = turn.find_element(By.CSS_SELECTOR, "a.source").get_attribute("href")
    assert link.startswith(served.origin)
    widget.find_all(".feedback button")[0].click()
    widget.wait(lambda: "Thank you" in widget.status)
    widget.find("[aria-label='Delete this conversation']").click()
    widget.wait(lambda: "deleted" in widget.status)


def test_a_page_of_another_origin_is_told_that_it_is_not_allowed(partner) -> None:
    with assistant_settings(ALLOWED_ORIGINS=[]):
        turn = partner().open().ask(WELDING)

    message = turn.find_element(By.CSS_SELECTOR, ".trouble").text
    assert message.startswith(f"This website ({partner.origin}) may not use the assistant.")


def test_a_strict_content_security_policy_needs_to_allow_the_one_origin_only(
    partner, served: Served
) -> None:
    policy = f"default-src 'none'; script-src {served.origin}; connect-src {served.origin}"
    widget = partner(headers={"Content-Security-Policy": policy}).open()
    turn = widget.ask(WELDING)

    assert "nine months" in turn.text
    assert widget.find("dialog").rect["width"] > 300
    log = widget.browser.get_log("browser")
    assert [entry for entry in log if "Content Security Policy" in entry["message"]] == []


def test_only_the_assistants_own_server_is_asked(partner, served: Served) -> None:
    widget = partner().open()
    widget.ask(WELDING)

    loaded = widget.browser.execute_script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert loaded
    assert all(name.startswith(served.origin) for name in loaded if "favicon" not in name)
    assert widget.browser.get_cookies() == []


def test_the_pages_own_element_is_used_where_there_is_one(partner) -> None:
    widget = partner('<site-assistant locale="fr" questions="Quand ?|Où ?"></site-assistant>')

    assert widget.find(".root").get_attribute("lang") == "fr"
    assert len(widget.browser.find_elements(By.TAG_NAME, "site-assistant")) == 1
    widget.open()
    assert [one.text for one in widget.find_all(".suggestion")] == ["Quand ?", "Où ?"]


def test_a_suggested_question_is_asked_by_a_click(partner) -> None:
    widget = partner(data=f'data-questions="{WELDING}"').open()
    widget.find(".suggestion").click()

    widget.wait(lambda: "nine months" in widget.find(".turn").text)


def test_without_suggestions_only_a_hint_stands_there(partner) -> None:
    widget = partner().open()

    assert widget.find_all(".suggestion") == []
    assert widget.find(".welcome").text


def test_the_accent_is_the_pages_to_choose(partner) -> None:
    widget = partner("<style>site-assistant { --assistant-accent: rgb(110, 0, 60) }</style>")
    color = "return getComputedStyle(root.querySelector('.launcher')).backgroundColor"

    assert widget.run(color) == "rgb(110, 0, 60)"


def test_a_pages_own_script_can_ask(partner) -> None:
    widget = partner()
    widget.find(".launcher")
    widget.browser.execute_script(f"document.querySelector('site-assistant').ask('{WELDING}')")

    widget.wait(lambda: "nine months" in widget.find(".turn").text)
    assert widget.is_open


def test_a_pages_own_names_for_colours_are_not_mixed_up_with_the_widgets(partner) -> None:
    widget = partner(
        "<style>:root { --line: rgb(1, 2, 3); --_line: red; --text: rgb(4, 5, 6) }"
        "site-assistant { --assistant-line: var(--line); --assistant-text: var(--text) }"
        "</style>"
    ).open()
    style = "const {borderTopColor, color} = getComputedStyle(root.querySelector('dialog'));"

    assert widget.run(style + "return [borderTopColor, color]") == ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]
