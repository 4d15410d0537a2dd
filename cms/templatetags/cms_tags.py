"""Template tags of the site's frame and pages; each calls a module and has no logic of its own."""

import datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from cms import navigation
from cms.access import document_is_readable, readable
from cms.directory import Connections, Version, versions
from cms.i18n import dates
from cms.metadata import shared_connections
from cms.models import PublicationPage, as_own_kinds

register = template.Library()


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context, page: Page) -> list[navigation.Link]:
    """Return links to the pages above a page."""
    return navigation.breadcrumbs(page, context["request"])


@register.simple_tag(takes_context=True)
def connections(context: Context, page: Page) -> Connections:
    """Return the snippets and pages that the page names, in the reader's language."""
    return shared_connections(page, context["request"])


@register.simple_tag(takes_context=True)
def absolute_url(context: Context, page: Page) -> str:
    """Return the full address of a page; empty for one that has none yet."""
    return page.get_full_url(context["request"]) or ""


@register.simple_tag(takes_context=True)
def page_url(context: Context, page: Page) -> str:
    """Return the address of a page within the site; empty for one that has none yet."""
    return page.get_url(context["request"]) or ""


@register.simple_tag(takes_context=True)
def listed_children(context: Context, page: Page) -> list[Page]:
    """Return the live children of a page that this reader may see, as their own kinds."""
    if page.pk is None:
        return []
    if page.is_leaf():
        return []
    return as_own_kinds(readable(page.get_children().live(), context["request"]))


@register.simple_tag(takes_context=True)
def open_document(context: Context, document: AbstractDocument | None) -> Any:
    """Return the document if this reader may open it, else None."""
    request: HttpRequest = context["request"]
    return document if document and document_is_readable(document, request) else None


@register.simple_tag(takes_context=True)
def language_versions(context: Context, page: PublicationPage) -> list[Version]:
    """Return the language versions of a publication, the reader's own first."""
    known = context["request"].__dict__.setdefault("_cms_versions", {})
    if page.pk not in known:
        known[page.pk] = versions(page, context["request"])
    return known[page.pk]


@register.simple_tag
def in_language(code: str) -> SafeString:
    """Return the `lang` and `dir` attributes of a text in another language than the page's."""
    if code == get_language():
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', code, _direction(code))


def _direction(code: str) -> str:
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


@register.filter
def text_language(page: Page) -> str:
    """Return the code of the language that the page's text is written in."""
    return navigation.text_language(page)


@register.filter
def own_language_name(code: str) -> str:
    """Return a language's own name, as in the language switcher."""
    return dict(settings.LANGUAGES).get(code, code)


@register.simple_tag
def day(value: datetime.date | datetime.datetime, precision: dates.Precision = "day") -> SafeString:
    """Return a date as a `time` element, in words of the active language.

    Of a moment it is the date in the site's time zone.
    """
    if isinstance(value, datetime.datetime):
        value = timezone.localdate(value)
    return format_html(
        '<time datetime="{}">{}</time>',
        dates.machine_date(value, precision),
        dates.written_date(value, precision),
    )


@register.filter
def holds(path: str, page: Page | None) -> bool:
    """Return whether the page is at this path of the tree, or below it."""
    return page is not None and bool(page.path) and page.path.startswith(path)


@register.filter
def kind(page: Page) -> str:
    """Return the name of the page's kind in the active language."""
    return str(page.specific_class._meta.verbose_name)
