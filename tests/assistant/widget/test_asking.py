"""Asking and being answered, on the site's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from assistant.exceptions import ProviderMisconfigured
from assistant.models import Conversation, CuratedAnswer, CuratedSource, Turn
from tests.assistant.widget.handling import WELDING, Widget
from tests.committed import assistant_settings
from tests.serving import TRICK, Served

pytestmark = pytest.mark.slow


@contextmanager
def curated(question: str, page: Page) -> Iterator[None]:
    """An answer of the editors, for a while."""
    answer = CuratedAnswer.objects.create(
        question=question, answer="<p>It costs <b>nothing</b> [1].</p>", locale=page.locale
    )
    CuratedSource.objects.create(curated=answer, page=page)
    try:
        yield
    finally:
        answer.delete()


SLOW = "tests.assistant.api.models.SlowModel"


def test_a_pdf_is_shown_with_its_page_and_opens_there(site_widget: Widget) -> None:
    turn = site_widget.open().ask("At how many degrees is the pottery kiln fired?")
    source = turn.find_element(By.CSS_SELECTOR, "a.source")

    assert "Kiln handbook" in source.text
    assert "page 2" in source.text
    assert source.get_attribute("href").endswith("#page=2")


def test_a_translation_that_is_behind_its_original_says_so(
    site_widget: Widget, served: Served
) -> None:
    original = TranslationSource.update_or_create_from_instance(served.welding)[0]
    Translation.objects.create(source=original, target_locale=served.kaynak.locale)
    served.welding.save_revision().publish()
    try:
        site_widget.browser.get(f"{served.origin}/tr/kaynak/")
        turn = site_widget.open().ask("Kaynakçılık sertifikası eğitimi ne kadar sürer?")
    finally:
        original.delete()

    source = turn.find_element(By.CSS_SELECTOR, ".sources li")
    assert source.find_element(By.CSS_SELECTOR, ".title").text == served.kaynak.title
    assert source.find_element(By.CSS_SELECTOR, ".stale").text


def test_what_nobody_published_looks_unanswered(site_widget: Widget) -> None:
    turn = site_widget.open().ask("Who won the chess championship in Reykjavik?")

    assert turn.find_elements(By.CSS_SELECTOR, ".unanswered .verdict")
    assert not turn.find_elements(By.CSS_SELECTOR, ".feedback")


def test_an_answer_by_the_editors_says_so(site_widget: Widget, served: Served) -> None:
    with curated("Is the welding certificate free of charge?", served.welding):
        turn = site_widget.open().ask("Is the welding certificate free of charge?")

    assert turn.find_element(By.CSS_SELECTOR, ".curated").text == "Answer by the editors"
    assert "nothing" in turn.find_element(By.CSS_SELECTOR, ".body").text
    assert turn.find_elements(By.CSS_SELECTOR, "a.source")
    assert turn.find_elements(By.CSS_SELECTOR, ".feedback")
    spoken = site_widget.find("[role=status]").get_attribute("textContent")
    assert spoken.startswith("Answer by the editors It costs nothing")


def test_small_talk_is_an_answer_that_nobody_rates(site_widget: Widget) -> None:
    turn = site_widget.open().ask("Thanks!")

    assert not turn.find_elements(By.CSS_SELECTOR, ".unanswered, .feedback, a.source")


def test_a_reader_is_told_and_hears_that_the_language_model_did_not_answer(
    site_widget: Widget,
) -> None:
    with assistant_settings(LLM="nosuch:model"):
        turn = site_widget.open().ask(WELDING)

    assert "did not answer" in turn.find_element(By.CSS_SELECTOR, ".body .note").text
    assert "did not answer" in site_widget.status


def test_text_of_pages_stays_text(site_widget: Widget) -> None:
    turn = site_widget.open().ask("What hangs beside the grinding wheel?")
    # What the page says is quoted as it stands, and what the reader typed too.
    asked = site_widget.ask("<img src=x onerror=\"document.title='broken in'\"> grinding wheel?")

    assert TRICK in turn.find_element(By.CSS_SELECTOR, ".title").text
    assert "<img" in asked.find_element(By.CSS_SELECTOR, ".question").text
    assert site_widget.find_all(".log img, .log script, .log iframe") == []
    hrefs = site_widget.run("return [...root.querySelectorAll('a')].map((link) => link.href)")
    assert hrefs
    assert all(href.startswith("http://localhost:") for href in hrefs)
    assert "broken in" not in site_widget.browser.title


def test_enter_sends_and_shift_enter_starts_a_line(site_widget: Widget) -> None:
    site_widget.open()
    site_widget.type("How long does the\ue008\ue007\ue000welding certificate take?")
    assert "\n" in site_widget.find("textarea").get_attribute("value")

    site_widget.run(
        "root.querySelector('textarea').dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    assert site_widget.find_all(".turn") == []

    site_widget.ask("")
    assert site_widget.find("textarea").get_attribute("value") == ""


def test_an_empty_question_is_not_sent(site_widget: Widget) -> None:
    site_widget.open().type(" " + Keys.ENTER)

    assert site_widget.find_all(".turn") == []


def test_feedback_is_stored_and_thanked_for(site_widget: Widget) -> None:
    site_widget.open().ask(WELDING)
    up, down = site_widget.find_all(".feedback button")
    assert up.get_attribute("aria-pressed") == down.get_attribute("aria-pressed") == "false"

    down.click()
    site_widget.wait(lambda: "Thank you" in site_widget.status)
    assert Turn.objects.latest("created_at").helpful is False
    up.click()
    site_widget.wait(lambda: Turn.objects.latest("created_at").helpful is True)

    assert up.get_attribute("aria-pressed") == "true"
    assert down.get_attribute("aria-pressed") == "false"
    assert "Thank you" in site_widget.find(".feedback").text


def test_a_conversation_survives_a_change_of_page(site_widget: Widget, served: Served) -> None:
    site_widget.open().ask(WELDING)
    site_widget.browser.get(f"{served.origin}/tr/kaynak/")

    assert "nine months" in site_widget.find(".turn").get_attribute("textContent")
    site_widget.open()
    second = site_widget.ask("Peki ücreti ne kadar?")
    assert second.text
    latest = Turn.objects.latest("created_at")
    assert latest.conversation.turns.count() == 2


def test_another_tab_has_a_conversation_of_its_own(
    site_widget: Widget, browser: WebDriver, served: Served
) -> None:
    site_widget.open().ask(WELDING)
    browser.switch_to.new_window("tab")
    browser.get(f"{served.origin}/en/welding/")

    assert Widget(browser).open().find_all(".turn") == []


def test_deleting_a_conversation_forgets_it_here_and_on_the_server(site_widget: Widget) -> None:
    site_widget.open().ask(WELDING)
    conversation = Turn.objects.latest("created_at").conversation_id
    site_widget.find("[aria-label='Delete this conversation']").click()
    site_widget.wait(lambda: "deleted" in site_widget.status)

    assert not Conversation.objects.filter(pk=conversation).exists()
    assert site_widget.find_all(".turn") == []
    assert site_widget.find(".welcome").is_displayed()
    assert site_widget.browser.execute_script("return sessionStorage.length") == 0


def test_a_new_conversation_leaves_the_old_one_on_the_server(site_widget: Widget) -> None:
    site_widget.open().ask(WELDING)
    conversation = Turn.objects.latest("created_at").conversation_id
    site_widget.find("[aria-label='New conversation']").click()
    site_widget.wait(lambda: site_widget.find_all(".turn") == [])
    site_widget.ask(WELDING)

    assert Turn.objects.latest("created_at").conversation_id != conversation
    assert Conversation.objects.filter(pk=conversation).exists()


def test_a_streamed_answer_can_be_stopped_and_asked_for_again(site_widget: Widget) -> None:
    site_widget.open()
    with assistant_settings(LLM=SLOW):
        site_widget.type(WELDING + Keys.ENTER)
        site_widget.wait(lambda: "welding" in site_widget.find(".body").text)
        site_widget.wait(lambda: site_widget.find(".send").get_attribute("title") == "Stop")
        site_widget.run("return new Promise((resolve) => setTimeout(resolve, 450))")
        site_widget.find(".send").click()
        site_widget.wait(lambda: site_widget.find(".foot .note").text == "Stopped.")
    assert "Mombo" not in site_widget.find(".body").text

    site_widget.find(".foot .plain").click()
    site_widget.wait(lambda: "nine months" in site_widget.find(".body").text)


def test_an_answer_is_announced_once_and_not_word_by_word(site_widget: Widget) -> None:
    site_widget.open()
    site_widget.run(
        "window.said = []; const status = root.querySelector('[role=status]');"
        "new MutationObserver(() => said.push(status.textContent))"
        ".observe(status, {childList: true, characterData: true, subtree: true})"
    )
    with assistant_settings(LLM=SLOW):
        site_widget.ask(WELDING)

    said = site_widget.browser.execute_script("return said")
    assert len(said) == 2
    assert "nine months" in said[1]
    assert "Sources: 1." in said[1]
    assert "[1]" not in said[1]


def test_an_assistant_that_is_not_set_up_is_explained_and_can_be_tried_again(
    site_widget: Widget,
) -> None:
    def misconfigured() -> None:
        raise ProviderMisconfigured("The embedding model 'nobody:nothing' can't be built.")

    site_widget.open()
    with pytest.MonkeyPatch.context() as patch:
        # As on a site whose first index was never made.
        patch.setattr("assistant.index.editions.current", misconfigured)
        turn = site_widget.ask(WELDING)
        trouble = turn.find_element(By.CSS_SELECTOR, ".trouble").text
    assert trouble.startswith("The assistant is not set up correctly.")
    assert trouble == site_widget.status

    turn.find_element(By.CSS_SELECTOR, ".plain").click()
    site_widget.wait(lambda: "nine months" in turn.text)


def test_a_question_that_is_too_long_comes_back_to_be_shortened(site_widget: Widget) -> None:
    site_widget.open()
    long = WELDING + " please" * 300
    site_widget.run("root.querySelector('textarea').value = arguments[0]", long)
    site_widget.type(Keys.ENTER)

    notice = site_widget.find(".notice")
    site_widget.wait(lambda: "at most 2000 characters" in notice.text)
    assert notice.text == site_widget.status
    assert site_widget.find("textarea").get_attribute("value") == long
    assert site_widget.find_all(".turn") == []

    site_widget.find("textarea").clear()
    turn = site_widget.ask(WELDING)
    assert "nine months" in turn.text
    assert not notice.is_displayed()


def test_offline_is_said_and_over_when_the_line_is_back(site_widget: Widget) -> None:
    site_widget.open()
    network = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser = site_widget.browser
    browser.execute_cdp_cmd("Network.enable", {})
    try:
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **network})
        site_widget.wait(lambda: site_widget.find(".notice").is_displayed())
        turn = site_widget.ask(WELDING)
        assert "You are offline." in turn.find_element(By.CSS_SELECTOR, ".trouble").text
    finally:
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **network})
    site_widget.wait(lambda: not site_widget.find(".notice").is_displayed())
    turn.find_element(By.CSS_SELECTOR, ".plain").click()

    site_widget.wait(lambda: "nine months" in turn.text)
