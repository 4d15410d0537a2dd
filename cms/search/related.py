"""Pages that have to do with a page: they share what few others have, or one links to the other."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    CharField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, ReferenceIndex

from cms.access import readable
from cms.search.facet_names import SHARED

#: What a link between two pages weighs, beside 1 for a snippet that only these two have.
_LINK = 1.5
#: Pages looked at for each that is shown: some may be closed to the reader, or not translated.
_CANDIDATES = 4
#: Front pages and what stands beside them are not what a page is about.
_TOP = 2


def related_pages(
    page: Page, request: HttpRequest, limit: int = 4, besides: Collection[UUID] = ()
) -> list[Page]:
    """At most `limit` live pages this reader may see, in the reader's language or else their own.

    The nearest first; a page stands for all its translations. Two queries, besides those about who
    may see what. Pages above this one and right below it are left out: the page shows them anyway.
    So are those `besides`, given by translation key.
    """
    if page.pk is None:
        return []
    scores = _scores(_shared_rows(page), page.translation_key)
    for key in besides:
        scores.pop(key, None)
    best = sorted(scores, key=lambda key: (-scores[key], str(key)))[: limit * _CANDIDATES]
    if not best:
        return []
    language = get_language() or settings.LANGUAGE_CODE
    rows = Page.objects.live().filter(translation_key__in=best, depth__gt=_TOP)
    rows = readable(rows, request).select_related("locale", "alias_of__locale", "content_type")
    chosen: dict[UUID, Page] = {}
    for other in rows.order_by("path"):
        known = chosen.get(other.translation_key)
        if known is None or _rank(other, language) < _rank(known, language):
            chosen[other.translation_key] = other
    found = [chosen[key] for key in best if key in chosen]
    return [other for other in found if not _is_near(other, page)][:limit]


def _rank(page: Page, language: str) -> int:
    order = [language, settings.LANGUAGE_CODE]
    code = page.locale.language_code
    return order.index(code) if code in order else len(order)


def _is_near(other: Page, page: Page) -> bool:
    above = page.path.startswith(other.path)
    return above or (other.path.startswith(page.path) and other.depth == page.depth + 1)


def _scores(rows: Iterable[tuple[str, UUID, int]], own: UUID) -> dict[UUID, float]:
    """How near each page is: what is shared counts the less the more pages have it."""
    sharing: dict[tuple[str, int], set[UUID]] = {}
    scores: dict[UUID, float] = {}
    for kind, key, target in rows:
        if key is None:
            continue
        if kind == "link":
            scores[key] = _LINK
        else:
            sharing.setdefault((kind, target), set()).add(key)
    for keys in sharing.values():
        # Two pages share it: 1. A hundred do: 0.15.
        weight = 1 / math.log2(max(len(keys), 2))
        for key in keys:
            scores[key] = scores.get(key, 0.0) + weight
    scores.pop(own, None)
    return scores


def _shared_rows(page: Page) -> Any:
    """One query: (kind, translation key of a page, key of what it shares with this page)."""
    parts: list[QuerySet[Any]] = []
    for name, (rows, column, _model) in SHARED.items():
        own = rows.objects.filter(page=page.pk).values(column)
        parts.append(
            rows.objects.filter(**{f"{column}__in": own}, page__live=True)
            .order_by()
            .annotate(
                kind=Value(name, CharField()), key=F("page__translation_key"), shared=F(column)
            )
            .values_list("kind", "key", "shared")
        )
    parts += [_links(page, "object_id", "to_object_id"), _links(page, "to_object_id", "object_id")]
    return parts[0].union(*parts[1:])


def _links(page: Page, here: str, there: str) -> QuerySet[Any]:
    """The pages at the other end of links from or to this page, in any of its languages."""
    pages = ContentType.objects.get_for_model(Page)
    same = Page.objects.filter(translation_key=page.translation_key)
    other = Page.objects.filter(pk=Cast(OuterRef(there), BigIntegerField()))
    return (
        ReferenceIndex.objects.filter(
            base_content_type=pages,
            to_content_type=pages,
            **{f"{here}__in": same.annotate(name=Cast("pk", CharField())).values("name")},
        )
        .order_by()
        .annotate(
            kind=Value("link", CharField()),
            key=Subquery(other.values("translation_key")[:1], output_field=UUIDField()),
            shared=Value(0, BigIntegerField()),
        )
        .values_list("kind", "key", "shared")
    )
