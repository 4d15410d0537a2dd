"""Headless Chromium, for the tests that look at pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.webdriver import WebDriver

# Without the background's options it asks for addresses elsewhere at every start.
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def running(profile: Path, *options: str) -> Iterator[WebDriver]:
    """A browser with an empty profile in a folder, and further options; it ends with the block."""
    chosen = webdriver.ChromeOptions()
    chosen.binary_location = "/usr/bin/chromium"
    for option in [*OPTIONS, f"--user-data-dir={profile}", *options]:
        chosen.add_argument(option)
    service = webdriver.ChromeService("/usr/bin/chromedriver")
    driver = webdriver.Chrome(options=chosen, service=service)
    try:
        yield driver
    finally:
        driver.quit()
