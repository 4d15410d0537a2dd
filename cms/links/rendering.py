"""Renders a page as for a visitor, to read the ids of its sections."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test.client import RequestFactory
from django.utils import translation
from wagtail.models import Page

_NAME = re.compile(r"""\s(?:id|name)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")


def section_names(pk: int) -> set[str] | None:
    """Return the ids and names of the elements in a page's HTML; None if it can't be opened.

    The request goes through the site's own middleware and views, in this process, so that the
    result is what a visitor gets.
    """
    page = Page.objects.filter(pk=pk).first()
    url = urlsplit((page.full_url if page else None) or "")
    if not url.hostname:
        return None
    secure = url.scheme == "https"
    factory = RequestFactory(
        SERVER_NAME=url.hostname, SERVER_PORT=str(url.port or (443 if secure else 80))
    )
    handler = BaseHandler()
    handler.load_middleware()
    # The middleware leaves the page's language active in the thread.
    with translation.override(translation.get_language()):
        response = handler.get_response(factory.get(url.path, secure=secure))
    # The response is not closed, because that would close the thread's database connections.
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return None
    html = response.content.decode(response.charset or "utf-8", errors="replace")
    return {unescape(next(filter(None, found), "")) for found in _NAME.findall(html)}
