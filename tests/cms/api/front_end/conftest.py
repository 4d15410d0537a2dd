"""The example front end on a port of its own, beside a hub that is served for real."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page

from cms.models import HomePage, PublicationFile, PublicationPage, StandardPage
from tests.chromium import running
from tests.committed import assistant_settings
from tests.serving import Served, db, serving

__all__ = ["db", "served"]

FILES = Path(__file__).resolve().parents[4] / "docs" / "example-front-end"


class Handler(SimpleHTTPRequestHandler):
    """Serves the files as they are, but for the address of the hub."""

    hub = ""

    def do_GET(self) -> None:
        if self.path.split("?")[0] not in {"/", "/index.html"}:
            super().do_GET()
            return
        html = (FILES / "index.html").read_text()
        html, replaced = re.subn(r'(<meta name="hub" content=)"[^"]*"', rf'\1"{self.hub}"', html)
        assert replaced == 1
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, *args: object) -> None:
        pass


class FrontEnd:
    """The front end in a browser, as its reader handles it."""

    def __init__(self, browser: WebDriver, origin: str) -> None:
        self.browser = browser
        self.origin = origin

    def open(self, address: str) -> FrontEnd:
        """Open an address of the front end, such as `#/en/`, anew."""
        self.browser.get("about:blank")
        self.browser.get(f"{self.origin}/{address}")
        return self

    def wait(self, condition: Any) -> Any:
        ignored = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.browser, 15, 0.05, ignored).until(lambda _: condition())

    def find(self, selector: str) -> WebElement:
        return self.wait(lambda: self.browser.find_element(By.CSS_SELECTOR, selector))

    def texts(self, selector: str) -> list[str]:
        found = self.browser.find_elements(By.CSS_SELECTOR, selector)
        return [element.text for element in found]

    def follow(self, words: str) -> None:
        """Click the link with these words."""
        self.wait(lambda: self.browser.find_element(By.LINK_TEXT, words)).click()

    def shows(self, title: str) -> bool:
        return self.wait(lambda: self.find("main h1").text == title)

    def html(self, name: str) -> str | None:
        return self.browser.find_element(By.TAG_NAME, "html").get_attribute(name)


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with running(tmp_path_factory.mktemp("chromium"), "--window-size=1200,900") as driver:
        yield driver


@pytest.fixture(scope="package")
def served(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The hub, published and served."""
    folder = tmp_path_factory.mktemp("served")
    with django_db_blocker.unblock(), serving(folder, HomePage, StandardPage) as one:
        yield one


@pytest.fixture
def front_end(chromium: WebDriver, served: Served) -> Iterator[FrontEnd]:
    """The front end on an origin that may ask the assistant."""
    handler = type("Here", (Handler,), {"hub": served.origin})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(FILES)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    with assistant_settings(ALLOWED_ORIGINS=[origin]):
        yield FrontEnd(chromium, origin)
    server.shutdown()
    server.server_close()


@pytest.fixture
def arabic(served: Served) -> Iterator[PublicationPage]:
    """A publication in Arabic with a file."""
    locale, _ = Locale.objects.get_or_create(language_code="ar")
    home = served.welding.get_parent().specific.copy_for_translation(locale, alias=False)
    home.title = "التدريب في مومبو"
    home.save_revision().publish()
    document = get_document_model().objects.create(
        title="دليل", file=ContentFile(b"x" * 4000, name="guide.txt"), file_size=4000
    )
    page = PublicationPage(title="دليل اللحام", slug="guide", locale=locale)
    page.files = [PublicationFile(language="ar", document=document)]
    Page.objects.get(pk=home.pk).add_child(instance=page)
    page.save_revision().publish()
    yield page
    Page.objects.get(pk=home.pk).specific.delete()
    document.delete()
    locale.delete()
