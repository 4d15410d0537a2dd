"""Headless Chromium, a partner's web server, and the widget as its user handles it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from assistant.widget import script, strings
from tests.assistant.api.conftest import served
from tests.assistant.widget.handling import Widget
from tests.chromium import running
from tests.committed import assistant_settings
from tests.serving import Served, db

__all__ = ["db", "served"]


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with running(tmp_path_factory.mktemp("chromium"), "--window-size=1200,900") as driver:
        yield driver


@pytest.fixture
def browser(chromium: WebDriver) -> Iterator[WebDriver]:
    """A tab of its own, with storage of its own."""
    first = chromium.current_window_handle
    chromium.switch_to.new_window("tab")
    yield chromium
    for handle in chromium.window_handles:
        if handle != first:
            chromium.switch_to.window(handle)
            chromium.close()
    chromium.switch_to.window(first)


@pytest.fixture(autouse=True)
def fresh_module() -> None:
    """The module is made once a process; a test may have changed what it is made of."""
    script.module.cache_clear()
    strings.catalogue.cache_clear()


@pytest.fixture
def site_widget(browser: WebDriver, served: Served) -> Widget:
    """The widget on a page of the site itself."""
    browser.get(f"{served.origin}/en/welding/")
    return Widget(browser)


Partner = Callable[..., Widget]


@pytest.fixture
def partner(browser: WebDriver, served: Served) -> Iterator[Partner]:
    """Opens a page on another origin, with the given HTML around the widget's script."""
    pages: dict[str, tuple[str, dict[str, str]]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = pages.get(self.path, ("", {}))
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"

    def visit(
        html: str = "<h1>A partner</h1>",
        *,
        lang: str = "en",
        data: str = "",
        headers: dict[str, str] | None = None,
    ) -> Widget:
        tag = f'<script type="module" src="{served.origin}/assistant/widget.js" {data}></script>'
        page = (
            f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>Partner</title>{html}{tag}'
        )
        pages["/"] = (page, headers or {})
        browser.get(f"{origin}/")
        return Widget(browser)

    visit.origin = origin  # type: ignore[attr-defined]
    with assistant_settings(ALLOWED_ORIGINS=[origin]):
        yield visit
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def source() -> Callable[[str], str]:
    """The text of a part of the module."""
    folder = Path(script.__file__).parent / "source"
    return lambda name: (folder / name).read_text()
