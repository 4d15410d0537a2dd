"""Pages as instances of their own kind, with their languages, in one query for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page


def specific_pages(pks: Iterable[int], kinds: Iterable[type[Page]]) -> list[Any]:
    """Return the pages with these keys, in their order; pages of none of the kinds are left out."""
    wanted = list(pks)
    found: dict[int, Any] = {}
    for kind in kinds:
        if len(found) < len(wanted):
            rows = kind.objects.filter(pk__in=wanted)
            found |= {page.pk: page for page in rows.select_related("locale", "alias_of__locale")}
    return [found[pk] for pk in wanted if pk in found]


def as_own_kinds(pages: Iterable[Page]) -> list[Any]:
    """Return the same pages as instances of their own kinds, in their order.

    Wagtail's `specific()` drops what `select_related` fetched, and would ask for the language of
    each card again.
    """
    given = list(pages)
    by_kind: dict[int, list[int]] = {}
    for page in given:
        if type(page) is Page:
            by_kind.setdefault(page.content_type_id, []).append(page.pk)
    found = {page.pk: page for page in given}
    for content_type, pks in by_kind.items():
        kind = ContentType.objects.get_for_id(content_type).model_class()
        if kind is not None:
            found |= {page.pk: page for page in specific_pages(pks, [kind])}
    return [found[page.pk] for page in given]
