"""Reads a Wagtail page into sections."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test.client import RequestFactory
from django.utils import translation
from wagtail.models import Page
from wagtail.search import index

from assistant.extraction.html import html_sections
from assistant.types import Section

logger = logging.getLogger(__name__)


def page_sections(page: Page) -> list[Section]:
    """Return the sections of a specific page, in reading order.

    The sources are tried in this order: the model's own `get_assistant_sections()`; the page
    rendered as an anonymous visitor sees it; the text of its search fields, where it can't be
    rendered.
    """
    if hasattr(page, "get_assistant_sections"):
        return list(page.get_assistant_sections())
    html = _render(page)
    sections = html_sections(html) if html else []
    return sections or _searchable_sections(page)


def _render(page: Page) -> str | None:
    """Return the HTML that an anonymous visitor is served, or None if serving the page fails."""
    with translation.override(page.locale.language_code):
        try:
            response = page.serve(_visitor_request(page))
            if hasattr(response, "render"):
                response.render()
        except Exception:
            # The site's own code may raise anything; the text of the page's fields can still be
            # read.
            logger.warning("Page %s can't be rendered; reading its fields.", page.pk, exc_info=True)
            return None
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or response.streaming or not is_html:
        return None
    shown: str | None = response.content.decode(response.charset or "utf-8", errors="replace")
    return shown


def _visitor_request(page: Page) -> HttpRequest:
    """Return a request for the page by an anonymous visitor."""
    url = urlsplit(page.full_url or "http://localhost/")
    request = RequestFactory(
        SERVER_NAME=url.hostname or "localhost",
        SERVER_PORT=str(url.port or (443 if url.scheme == "https" else 80)),
    ).get(url.path or "/", secure=url.scheme == "https")
    request.user = AnonymousUser()
    # An empty session that is never saved, so that no password counts as given.
    request.session = SessionBase()
    request.LANGUAGE_CODE = page.locale.language_code
    # Tells templates that they may leave out everything around the main part.
    request.is_indexing = True  # type: ignore[attr-defined]
    request.is_dummy = True  # type: ignore[attr-defined]  # Wagtail's own flag for such requests
    if site := page.get_site():
        request._wagtail_site = site  # type: ignore[attr-defined]  # what Site.find_for_request keeps
    return request


def _searchable_sections(page: Page) -> list[Section]:
    """Return one section with the text of the page's search fields, or none if they are empty."""
    texts: list[str] = []
    for field in page.get_search_fields():
        if isinstance(field, index.SearchField) and field.field_name != "title":
            value = field.get_value(page)
            if isinstance(value, list | tuple):
                value = "\n".join(str(item) for item in value if item)
            if value:
                texts.append(str(value))
    body = "\n".join(text.strip() for text in texts if text.strip())
    return [Section(text=body)] if body else []
