"""Template tags for blocks and kinds of page; each calls a module and has no logic of its own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.dateformat import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from cms.blocks import TRAINING_MODES, sections
from cms.directory import Connections, Definitions, glossary_list, licences, localised_names, maps
from cms.i18n import localised_pages
from cms.models import Organisation, Place
from cms.navigation import text_language

register = template.Library()
_DEFINITIONS = "_cms_definitions"


@register.simple_tag(takes_context=True)
def defined(context: Context, text: str | RichText) -> SafeString:
    """Return rich text with the glossary's terms marked up, each where the page first uses it."""
    source = expand_db_html(text.source if isinstance(text, RichText) else text)
    return _definitions(context).mark_up(source)


def _definitions(context: Context) -> Definitions:
    request, page = context.get("request"), context.get("page")
    found = getattr(request, _DEFINITIONS, None)
    if found is None:
        language = text_language(page) if page is not None else get_language() or ""
        found = Definitions(language)
        if request is not None:
            setattr(request, _DEFINITIONS, found)
    return found


@register.simple_tag
def glossary() -> list[glossary_list.Letter]:
    """Return the terms of the glossary, by letter."""
    return glossary_list.glossary(get_language() or "")


@register.simple_tag
def organisations_with_logos(chosen: Iterable[Organisation | None]) -> list[Organisation]:
    """Return the organisations in the reader's language, with their logos."""
    return localised_names.with_logos(list(chosen), get_language() or "")


@register.simple_tag
def places_in_language(chosen: Iterable[Place | None]) -> list[Place]:
    """Return the places in the reader's language, with their parents."""
    return localised_names.places_in_language(list(chosen), get_language() or "")


@register.simple_tag
def map_of(places: list[Place]) -> maps.Drawing | None:
    """Return the map of the places; None if none has coordinates."""
    return maps.drawing(places)


@register.simple_tag(takes_context=True)
def readers_page(context: Context, page: Page | None) -> Page | None:
    """Return the page in the reader's language, or itself; None if this reader may not see it."""
    request = context.get("request")
    if page is None or request is None:
        return None
    return localised_pages([page.pk], get_language() or "", request).get(page.pk)


@register.simple_tag
def outline(page: Page, links: Connections | None = None) -> list[tuple[str, Any]]:
    """Return the sections of the page as (anchor, heading), for its table of contents."""
    return sections.outline(page, links)


@register.filter
def lead_length(body: StreamValue) -> int:
    """Return how many blocks of a body stand before its first section."""
    return sections.lead_length(body)


@register.filter
def names_others(page: Page) -> bool:
    """Return whether pages of this kind name contacts and linked pages."""
    return sections.names_others(page)


@register.filter
def training_mode(mode: str) -> str:
    """Return the name of a training's mode in the active language."""
    return str(dict(TRAINING_MODES).get(mode, ""))


@register.filter
def deed_url(licence: str) -> str:
    """Return the address of the plain summary of a licence; empty if it has none."""
    return licences.deed_url(licence)


@register.simple_tag
def clock(time: datetime.time, day: datetime.date | None = None) -> SafeString:
    """Return a time of day as a `time` element, with the day for machines if it is known."""
    written = time_format(time, "H:i")
    machine = f"{day.isoformat()}T{written}" if day else written
    return format_html('<time datetime="{}">{}</time>', machine, written)
