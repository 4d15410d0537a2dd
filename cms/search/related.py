"""Related pages: those with rare snippets in common, and those that link to one another."""

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
from cms.search.facet_names import SNIPPET_FILTERS

#: Weight of a link between two pages. A snippet that only these two have counts 1.
_LINK_WEIGHT = 1.5
#: Candidates for each page shown: some may be closed to the reader, or not translated.
_CANDIDATES = 4
#: Depth of front pages; they and what is above them are related to nothing.
_FRONT_PAGE_DEPTH = 2


def related_pages(
    page: Page, request: HttpRequest, limit: int = 4, besides: Collection[UUID] = ()
) -> list[Page]:
    """Return at most `limit` related pages, the most related first, each in the reader's language.

    Where a page isn't translated into it, it comes in its own language. All are live and open to
    this reader. A page stands for all its translations. The pages above this one and right below it
    are left out, because the page shows them anyway; so are those in `besides`, by translation key.
    Costs two queries, besides those about who may see what.
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
    rows = Page.objects.live().filter(translation_key__in=best, depth__gt=_FRONT_PAGE_DEPTH)
    rows = readable(rows, request).select_related("locale", "alias_of__locale", "content_type")
    chosen: dict[UUID, Page] = {}
    for other in rows.order_by("path"):
        known = chosen.get(other.translation_key)
        if known is None or _rank(other, language) < _rank(known, language):
            chosen[other.translation_key] = other
    found = [chosen[key] for key in best if key in chosen]
    return [other for other in found if not _is_shown_anyway(other, page)][:limit]


def _rank(page: Page, language: str) -> int:
    """Return the rank of the page's language: the reader's, then the site's, then all others."""
    order = [language, settings.LANGUAGE_CODE]
    code = page.locale.language_code
    return order.index(code) if code in order else len(order)


def _is_shown_anyway(other: Page, page: Page) -> bool:
    """Return whether the other page is above the page or right below it."""
    above = page.path.startswith(other.path)
    return above or (other.path.startswith(page.path) and other.depth == page.depth + 1)


def _scores(rows: Iterable[tuple[str, UUID, int]], own: UUID) -> dict[UUID, float]:
    """Return a score for each page: a snippet in common counts less, the more pages have it."""
    sharing: dict[tuple[str, int], set[UUID]] = {}
    scores: dict[UUID, float] = {}
    for kind, key, target in rows:
        if key is None:
            continue
        if kind == "link":
            scores[key] = _LINK_WEIGHT
        else:
            sharing.setdefault((kind, target), set()).add(key)
    for keys in sharing.values():
        # A snippet of two pages counts 1, one of a hundred pages 0.15.
        weight = 1 / math.log2(max(len(keys), 2))
        for key in keys:
            scores[key] = scores.get(key, 0.0) + weight
    scores.pop(own, None)
    return scores


def _shared_rows(page: Page) -> Any:
    """Return rows of (kind, translation key of another page, key of what it shares with this page).

    One query fetches them all. A link between two pages is of the kind "link".
    """
    parts: list[QuerySet[Any]] = []
    for name, (rows, column, _model) in SNIPPET_FILTERS.items():
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
    """Return the pages at the other end of links from or to this page, in any of its languages."""
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
