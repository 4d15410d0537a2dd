"""Snippets and pages in the reader's language, or else in their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, TranslatableMixin

from cms.access import closed_paths

Snippet = TypeVar("Snippet", bound=TranslatableMixin)


def localised(model: type[Snippet], pks: Iterable[int], language: str) -> dict[int, Snippet]:
    """Return each object's translation in the language, or the object itself where there is none.

    The keys are the primary keys asked for; objects that are gone are left out. Costs one query.
    """
    wanted = set(pks)
    if not wanted:
        return {}
    keys = model._default_manager.filter(pk__in=wanted).values("translation_key")
    found = model._default_manager.filter(translation_key__in=keys)
    found = found.filter(Q(pk__in=wanted) | Q(locale__language_code=language))
    return _translations_or_originals(found.select_related("locale"), wanted, language)


def localised_pages(pks: Iterable[int], language: str, request: HttpRequest) -> dict[int, Page]:
    """Return each page's translation in the language, or the page itself where there is none.

    Only live pages that this reader may see are returned. The keys are the primary keys asked for.
    Costs one query, besides those about who may see what.
    """
    wanted = set(pks)
    if not wanted:
        return {}
    same = Page.objects.filter(pk__in=wanted).values("translation_key")
    rows = Page.objects.filter(translation_key__in=same)
    rows = rows.filter(Q(pk__in=wanted) | Q(locale__language_code=language))
    rows = rows.select_related("locale", "alias_of__locale", "content_type")
    keys: dict[int, UUID] = {}
    best: dict[UUID, Page] = {}
    closed = tuple(closed_paths(request))
    for page in rows:
        key = page.translation_key
        if page.pk in wanted:
            keys[page.pk] = key
        shown = page.live and not page.path.startswith(closed)
        if shown and (key not in best or page.locale.language_code == language):
            best[key] = page
    return {pk: best[key] for pk, key in keys.items() if key in best}


def _translations_or_originals(
    found: Iterable[Snippet], wanted: set[int], language: str
) -> dict[int, Snippet]:
    """Map each key to its translation in the language, or else to the object itself."""
    in_language, originals = {}, {}
    for item in found:
        if item.locale.language_code == language:
            in_language[item.translation_key] = item
        if item.pk in wanted:
            originals[item.pk] = item
    return {pk: in_language.get(item.translation_key, item) for pk, item in originals.items()}
