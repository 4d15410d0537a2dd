"""Records the pages and documents that an answer depends on, in their present state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypedDict

from django.db.models import Q

from assistant.access import visible_ids
from assistant.models import Source
from assistant.retrieval import group_of


class Watched(TypedDict):
    """A page or document on which an answer depends, with its version and visibility."""

    kind: str
    key: int
    title: str
    locale: str
    group: str
    #: The ledger's version, which counts changes, and the page's revision that readers saw.
    version: int
    revision: int | None
    public: bool
    cited: bool
    expected: bool


def watch(
    cited: Collection[int], groups: Iterable[str], others: Iterable[Watched]
) -> list[Watched]:
    """Return the present state of the sources on which an answer depends.

    These are the sources in `cited` (ledger keys), all translations in the expected `groups`, and
    `others`, which an earlier run recorded. Those that no longer exist are left out.
    """
    wanted = set(groups)
    rows = Source.objects.filter(_chosen(cited, wanted, others)).select_related(
        "page__locale", "document"
    )
    found = list(rows.order_by("pk"))
    public = visible_ids({row.pk for row in found})
    return [_watched(row, row.pk in cited, wanted, row.pk in public) for row in found]


def _chosen(cited: Collection[int], groups: set[str], others: Iterable[Watched]) -> Q:
    """Return the query for the ledger rows of `watch`."""
    keys: dict[str, set[Any]] = {"page": set(), "document": set()}
    for other in others:
        keys[other["kind"]].add(other["key"])
    named: dict[str, set[Any]] = {"page": set(), "document": set()}
    for group in groups:
        kind, _, key = group.partition(":")
        named[kind].add(key)
    return (
        Q(pk__in=cited)
        | Q(page__in=keys["page"])
        | Q(page__translation_key__in=named["page"])
        | Q(document__in=keys["document"] | named["document"])
    )


def _watched(row: Source, cited: bool, groups: set[str], public: bool) -> Watched:
    """Return the record of one ledger row."""
    group = group_of(row)
    return Watched(
        kind=row.kind,
        key=row.page_id or row.document_id or 0,
        title=row.title[:200],
        locale=row.page.locale.language_code if row.page else row.locale,
        group=group,
        version=row.version,
        revision=row.page.live_revision_id if row.page else None,
        public=public,
        cited=cited,
        expected=group in groups,
    )


def still_public(answers: Iterable[list[Watched]]) -> list[bool]:
    """Return, for each answer's dependencies, whether everything that it cites is public now."""
    cited = [{(one["kind"], one["key"]) for one in watched if one["cited"]} for watched in answers]
    every: set[tuple[str, int]] = set().union(*cited)
    rows = Source.objects.filter(
        Q(page__in={key for kind, key in every if kind == "page"})
        | Q(document__in={key for kind, key in every if kind == "document"})
    )
    known = {
        row: ("page", page) if page else ("document", document)
        for row, page, document in rows.values_list("pk", "page_id", "document_id")
    }
    public = {known[row] for row in visible_ids(known)}
    return [places <= public for places in cited]
