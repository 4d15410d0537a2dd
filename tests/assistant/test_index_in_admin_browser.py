"""The state of the index in Chromium, while the worker works."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from assistant.models import Source
from tests.assistant.content import publication, publish, translate, upload, work
from tests.assistant.test_questions_in_admin import admin
from tests.chromium import running
from tests.serving import running_server

pytestmark = pytest.mark.slow

#: A folder for pictures of what is tested, for people to look at.
_PICTURES = os.environ.get("HUB_TEST_PICTURES")


@pytest.fixture
def browser(home: Any, tmp_path: Path) -> Iterator[Any]:
    """Chromium, signed in as somebody who may do everything."""
    signed_in = admin(superuser=True)
    with running_server() as port, running(tmp_path / "profile", "--window-size=1400,1000") as it:
        it.origin = f"http://localhost:{port}"
        it.get(f"{it.origin}/assistant/api/v1/docs")
        name = settings.SESSION_COOKIE_NAME
        it.add_cookie({"name": name, "value": signed_in.cookies[name].value})
        yield it


def picture(browser: Any, name: str) -> None:
    if _PICTURES:
        browser.save_screenshot(f"{_PICTURES}/{name}.png")


def one(browser: Any, selector: str) -> Any:
    return browser.find_element(By.CSS_SELECTOR, selector)


def wait(browser: Any, selector: str, text: str) -> None:
    """Wait until an element says it."""
    passing = [NoSuchElementException, StaleElementReferenceException]
    WebDriverWait(browser, 60, ignored_exceptions=passing).until(
        lambda it: text in one(it, selector).get_attribute("textContent"), f"never said {text!r}"
    )


def indexed_again(browser: Any) -> None:
    """Open the menu, press the button, let the worker work, and read the outcome."""
    browser.execute_script("window.sameDocument = true")
    one(browser, ".assistant-index__toggle").click()
    assert one(browser, ".assistant-index__popup").is_displayed()
    button = one(browser, "[data-assistant-again] button")
    assert button.rect["height"] > 0
    button.click()
    wait(browser, "[data-assistant-label]", "Waiting")
    assert one(browser, ".assistant-index__popup").is_displayed()
    assert browser.switch_to.active_element.text == "Index again"
    wait(browser, "[data-assistant-said]", "Waiting. It changed just now")
    work()
    wait(browser, "[data-assistant-label]", "Indexed")
    wait(browser, "[data-assistant-said]", "Indexed. 1 passage, indexed just now.")
    # Nothing that was being edited is lost.
    assert browser.execute_script("return window.sameDocument")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not one(browser, ".assistant-index__popup").is_displayed()


def requests(browser: Any) -> int:
    """How often the script has asked."""
    return browser.execute_script(
        "return performance.getEntriesByType('resource').filter(it => it.name.includes('/state/'))"
        ".length"
    )


def test_a_page_is_indexed_again_without_leaving_its_editor(home, browser) -> None:
    page = publish(home, "Bakers", "Bakers learn to bake with teff flour.")
    turkish = translate(page, "tr", {"Bakers": "Fırıncılar"})
    work()
    browser.get(browser.origin + reverse("wagtailadmin_pages:edit", args=[page.pk]))
    indexed_again(browser)
    picture(browser, "page-in-admin")
    asked = requests(browser)
    browser.execute_async_script("setTimeout(arguments[0], 2500)")
    assert requests(browser) == asked

    browser.get(browser.origin + reverse("wagtailadmin_pages:edit", args=[turkish.pk]))
    indexed_again(browser)
    errors = [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]
    assert [line for line in errors if "assistant" in line["message"]] == []


def test_a_long_document_shows_its_progress_by_itself(home, browser) -> None:
    document = upload("kiln.txt", b"The pottery kiln is fired at 980 degrees.")
    publication(home, "Kiln", document)
    work()
    row = Source.objects.filter(document=document)
    row.update(state="waiting", done=340, total=1_500)
    browser.get(browser.origin + reverse("wagtaildocs:edit", args=[document.pk]))
    wait(browser, "[data-assistant-body]", "340 of 1,500 passages (22 %).")
    assert one(browser, "[data-assistant-body] progress").get_attribute("value") == "22"
    row.update(done=900)
    wait(browser, "[data-assistant-body]", "900 of 1,500 passages (60 %).")
    # Said when it begins and ends, not at each step.
    assert one(browser, "[data-assistant-said]").get_attribute("textContent") == ""
    row.update(state="failed", reason="slow", done=None, total=None)
    wait(browser, "[data-assistant-label]", "Failed")
    wait(browser, "[data-assistant-said]", "Reading it took too long.")
    assert one(browser, "[data-assistant-index]").get_attribute("data-assistant-tone") == "bad"


@pytest.mark.parametrize("width", [1400, 390])
def test_the_report_fits_the_window(home, browser, width) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    publication(home, "Broken", upload("broken.pdf", b"no pdf at all"))
    work()
    browser.get(f"{browser.origin}{reverse('assistant_index:report')}")
    wait(browser, "main", "The file is damaged")
    picture(browser, f"index-report-{width}")
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    one(browser, "form[action$='failed/again/'] button").click()
    wait(browser, "main", "1 page or document is being indexed again.")
