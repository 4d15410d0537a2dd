"""Records the pages and documents that an answer depends on, in their present state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypedDict

from django.db.models import Q

from assistant.access import visible_ids
from assistant.models import Source
from assistant.retrieval import group_of


class Dependency(TypedDict):
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


def record_dependencies(
    cited: Collection[int], groups: Iterable[str], others: Iterable[Dependency]
) -> list[Dependency]:
    """Return the present state of the sources on which an answer depends.

    These are the sources in `cited` (ledger keys), all translations in the expected `groups`, and
    `others`, which an earlier run recorded. Those that no longer exist are left out.
    """
    expected_groups = set(groups)
    rows = Source.objects.filter(_sources_query(cited, expected_groups, others)).select_related(
        "page__locale", "document"
    )
    found = list(rows.order_by("pk"))
    public = visible_ids({row.pk for row in found})
    return [_dependency(row, row.pk in cited, expected_groups, row.pk in public) for row in found]


def _sources_query(cited: Collection[int], groups: set[str], others: Iterable[Dependency]) -> Q:
    """Return the query for the ledger rows of `record_dependencies`."""
    keys: dict[str, set[Any]] = {"page": set(), "document": set()}
    for other in others:
        keys[other["kind"]].add(other["key"])
    keys_in_groups: dict[str, set[Any]] = {"page": set(), "document": set()}
    for group in groups:
        kind, _, key = group.partition(":")
        keys_in_groups[kind].add(key)
    return (
        Q(pk__in=cited)
        | Q(page__in=keys["page"])
        | Q(page__translation_key__in=keys_in_groups["page"])
        | Q(document__in=keys["document"] | keys_in_groups["document"])
    )


def _dependency(row: Source, cited: bool, groups: set[str], public: bool) -> Dependency:
    """Return the record of one ledger row."""
    group = group_of(row)
    return Dependency(
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


def still_public(answers: Iterable[list[Dependency]]) -> list[bool]:
    """Return, for each answer's dependencies, whether everything that it cites is public now."""
    cited = [
        {(one["kind"], one["key"]) for one in dependencies if one["cited"]}
        for dependencies in answers
    ]
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
    return [cited_keys <= public for cited_keys in cited]
