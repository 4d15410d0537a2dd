"""The widget as its user handles it: look at what is there, press, type, wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

WELDING = "How long does the welding certificate take?"


class Widget:
    """The widget on the page that the browser shows."""

    def __init__(self, browser: WebDriver) -> None:
        self.browser = browser

    @property
    def root(self) -> ShadowRoot:
        host = (By.TAG_NAME, "site-assistant")
        return self.wait(lambda: self.browser.find_element(*host).shadow_root)

    def wait(self, condition: Callable[[], Any], seconds: float = 15) -> Any:
        ignored = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.browser, seconds, 0.05, ignored).until(lambda _: condition())

    def find(self, selector: str) -> WebElement:
        return self.wait(lambda: self.root.find_element(By.CSS_SELECTOR, selector))

    def find_all(self, selector: str) -> list[WebElement]:
        return self.root.find_elements(By.CSS_SELECTOR, selector)

    def run(self, code: str, *arguments: Any) -> Any:
        """Run JavaScript with `root` as the shadow root."""
        prefix = "const root = document.querySelector('site-assistant').shadowRoot;"
        return self.browser.execute_script(prefix + code, *arguments)

    @property
    def focused(self) -> WebElement | None:
        return self.run("return root.activeElement")

    @property
    def status(self) -> str:
        return self.find("[role=status]").get_attribute("textContent")

    @property
    def is_open(self) -> bool:
        return self.find("dialog").get_attribute("open") is not None

    def open(self) -> Widget:
        self.find(".launcher").click()
        self.wait(lambda: self.is_open)
        return self

    def type(self, text: str) -> None:
        self.find("textarea").send_keys(text)

    def ask(self, question: str) -> WebElement:
        """Ask, wait for the end of the answer, and return the turn."""
        before = len(self.find_all(".turn"))
        self.type(question + Keys.ENTER)
        self.wait(lambda: len(self.find_all(".turn")) == before + 1)
        self.wait(lambda: self.find(".turns").get_attribute("aria-busy") == "false")
        return self.find_all(".turn")[-1]
