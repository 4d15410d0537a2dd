"""Asks the database for the pages of collections: public ones only, each translation once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from assistant.access import public_pages
from assistant.collections.registry import Collection
from assistant.collections.understanding import Chosen, ListRequest, State
from assistant.text import default_language


def public(collection: Collection) -> QuerySet[Any]:
    """Return the public pages of a collection."""
    rows: QuerySet[Any] = collection.model.objects.filter(
        pk__in=public_pages().filter(alias_of=None)
    ).select_related("locale")
    return rows


def chosen_pages(collection: Collection, chosen: Chosen) -> QuerySet[Any]:
    """Return those that have one of the chosen values of each facet."""
    rows = public(collection)
    for facet in collection.facets:
        if facet.key in chosen:
            rows = rows.filter(reduce(or_, map(facet.condition, chosen[facet.key])))
    return rows


def listed_pages(request: ListRequest) -> QuerySet[Any]:
    """Return the pages that a list shows, in its order."""
    collection = request.collection
    rows = chosen_pages(collection, request.chosen)
    if request.year:
        rows = rows.filter(_of_year(collection, request.year))
    if request.state:
        rows = in_state(rows, collection, request.state)
    return ordered(rows, collection, request.state)


def _of_year(collection: Collection, year: int) -> Q:
    if collection.year:
        return Q(**{collection.year: year})
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if not collection.end:
        return Q(**{f"{collection.start}__range": (first, last)})
    begun = Q(**{f"{collection.start}__lte": last})
    over = Q(**{f"{collection.end}__gte": first})
    return begun & (
        over | Q(**{f"{collection.end}__isnull": True, f"{collection.start}__gte": first})
    )


def in_state(rows: QuerySet[Any], collection: Collection, state: State) -> QuerySet[Any]:
    """Return those that are coming, running, past or the next."""
    if state in collection.states:
        return rows.filter(collection.states[state])
    if not collection.start or state == "latest":
        return rows
    today = timezone.localdate()
    begun = Q(**{f"{collection.start}__lte": today})
    over = Q(**{f"{collection.start}__lt": today})
    if collection.end:
        open_end = Q(**{f"{collection.end}__isnull": True})
        over &= open_end | Q(**{f"{collection.end}__lt": today})
    return rows.filter(
        {"coming": ~begun | ~over, "next": ~over, "running": begun & ~over, "past": over}[state]
    )


def ordered(rows: QuerySet[Any], collection: Collection, state: State | None) -> QuerySet[Any]:
    """Return pages in the order of a state, or of their collection."""
    if collection.start and state in {"coming", "next"}:
        return rows.order_by(collection.start, "title", "pk")
    if collection.start and state in {"latest", "past"}:
        return rows.order_by(F(collection.start).desc(nulls_last=True), "title", "pk")
    return rows.order_by(*collection.order, "pk")


def in_language(rows: Iterable[Any], locale: str) -> list[Any]:
    """Return one page for each group of translations, in the order of the first of each."""
    order = [locale, default_language()]
    groups: dict[Any, list[Any]] = {}
    for page in rows:
        groups.setdefault(page.translation_key, []).append(page)

    def place(page: Any) -> tuple[int, int]:
        language = page.locale.language_code
        return (order.index(language) if language in order else len(order), page.pk)

    return [min(pages, key=place) for pages in groups.values()]
