"""The page that documents the API, as a browser shows it."""

from __future__ import annotations

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.serving import Served

pytestmark = pytest.mark.slow


def test_the_documentation_is_shown_without_asking_any_other_host(
    browser: WebDriver, served: Served
) -> None:
    browser.get(f"{served.api}docs")
    operations = WebDriverWait(browser, 20).until(
        lambda _: browser.find_elements(By.CSS_SELECTOR, ".opblock-summary-path")
    )

    assert {operation.text.rpartition("/")[2] for operation in operations} >= {"ask", "search"}
    loaded = browser.execute_script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert all(name.startswith(served.origin) for name in loaded)
