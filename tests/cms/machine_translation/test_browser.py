"""The report and a run in Chromium, on the site as it runs."""

from __future__ import annotations

import os

import pytest
from django.conf import settings as django_settings
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from wagtail.models import Locale

from cms.machine_translation import worker
from cms.machine_translation.models import TranslationRun
from cms.models import StandardPage
from tests.chromium import running
from tests.cms.conftest import publish
from tests.committed import db  # noqa: F401  # what the server sees is committed
from tests.serving import running_server

pytestmark = pytest.mark.slow

#: A folder for pictures of what is tested, for people to look at.
_PICTURES = os.environ.get("HUB_TEST_PICTURES")
#: What reading a page raises while the browser goes from one to the next.
_PASSING = [NoSuchElementException, StaleElementReferenceException]


@pytest.fixture
def browser(tmp_path, admin):
    """Chromium, signed in as the administrator."""
    with running_server() as port, running(tmp_path / "chromium", "--window-size=1400,1000") as it:
        it.get(f"http://localhost:{port}/assistant/api/v1/docs")
        name = django_settings.SESSION_COOKIE_NAME
        it.add_cookie({"name": name, "value": admin.cookies[name].value})
        it.origin = f"http://localhost:{port}"
        yield it


def picture(browser, name):
    if _PICTURES:
        browser.save_screenshot(f"{_PICTURES}/{name}.png")


def wait(browser, text):
    """Wait until the page says it."""
    patient = WebDriverWait(browser, 60, ignored_exceptions=_PASSING)
    patient.until(
        lambda it: text in it.find_element(By.TAG_NAME, "main").text, f"never said {text!r}"
    )


def test_a_run_is_started_in_the_report_and_watched_to_its_end(model, home, browser):
    for code in ("tr", "ar", "km"):
        Locale.objects.get_or_create(language_code=code)
    for title in ("About us", "Better schools"):
        publish(home, StandardPage(title=title, introduction="We train 12 welders."))
    browser.get(f"{browser.origin}/admin/reports/coverage/")
    wait(browser, "Better schools")
    picture(browser, "coverage")
    wide = browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert wide
    browser.find_element(By.CSS_SELECTOR, "[data-coverage-all]").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, "[name=pages]:checked")) == 3
    browser.find_element(By.CSS_SELECTOR, "[name=languages][value=tr]").click()
    browser.find_element(By.CSS_SELECTOR, ".coverage__bulk button").click()
    wait(browser, "0 of 3")
    picture(browser, "run-begins")
    browser.execute_script("window.sameDocument = true")
    run = TranslationRun.objects.get()
    model.translate = staticmethod(lambda text: text.replace("12", "") + " x")
    while run.items.filter(state="waiting").count() > 1:
        worker.translate_next_batch(run.pk)
    wait(browser, "2 of 3")
    assert browser.execute_script("return window.sameDocument === true")
    while worker.translate_next_batch(run.pk):
        pass
    wait(browser, "Finished")
    wait(browser, "1 text was not translated")
    browser.find_element(By.TAG_NAME, "summary").click()
    wait(browser, "A number was lost: 12")
    picture(browser, "run-ends")
