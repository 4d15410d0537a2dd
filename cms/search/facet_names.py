"""The filters by vocational field, place and organisation, named in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast

from assistant.text import fold
from cms.models import (
    HubSnippet,
    Organisation,
    PageField,
    PageOrganisation,
    PagePlace,
    Place,
    PublicationFile,
    VocationalField,
)
from cms.search.facets import Option, with_parents

#: The filters by snippets: the rows that link pages to them, the column of the key, the snippet.
SNIPPET_FILTERS: dict[str, tuple[type[Any], str, type[HubSnippet]]] = {
    "field": (PageField, "field_id", VocationalField),
    "place": (PagePlace, "place_id", Place),
    "organisation": (PageOrganisation, "organisation_id", Organisation),
}


_FILE = "file"


@dataclass(frozen=True, kw_only=True, slots=True)
class SnippetFilter:
    """What a filter by snippets needs.

    `of_page` are the slugs of each page, by primary key; `options` are all slugs in the order
    shown.
    """

    of_page: dict[int, frozenset[str]]
    options: list[Option]


def snippet_filters(
    pks: Collection[int], language: str
) -> tuple[dict[str, SnippetFilter], dict[int, list[str]]]:
    """Return the filters by snippets for these pages, and the languages of their files.

    A page also has the slugs of what its snippets lie in or are part of. The languages are by the
    primary key of the publication. Costs one query for all links and files, and one for the names
    of each kind of snippet that occurs.
    """
    links: dict[str, list[tuple[int, int]]] = {name: [] for name in SNIPPET_FILTERS}
    queries = [
        rows.objects.filter(page__in=pks)
        .order_by()
        .annotate(filter=Value(name, CharField()), target=Cast(F(column), CharField()))
        .values_list("filter", "page_id", "target")
        for name, (rows, column, _model) in SNIPPET_FILTERS.items()
    ]
    files = PublicationFile.objects.filter(page__in=pks).order_by()
    written = files.annotate(filter=Value(_FILE, CharField()), target=F("language"))
    queries.append(written.values_list("filter", "page_id", "target"))
    languages: dict[int, list[str]] = {}
    for name, page, target in queries[0].union(*queries[1:], all=True):
        if name == _FILE:
            languages.setdefault(page, []).append(target)
        else:
            links[name].append((page, int(target)))
    return {
        name: _snippet_filter(name, found, language) for name, found in links.items()
    }, languages


def _snippet_filter(name: str, links: list[tuple[int, int]], language: str) -> SnippetFilter:
    """Return a filter's slugs by page and its options, given its (page, snippet) links."""
    rows, column, model = SNIPPET_FILTERS[name]
    if not links:
        return SnippetFilter(of_page={}, options=[])
    has_parent = model is not VocationalField
    columns = ["pk", "slug", "locale__language_code", "name"] + ["parent_id"] * has_parent
    known = {row[0]: row for row in _snippets(rows, column, model, language).values_list(*columns)}
    parents = {pk: row[4] if has_parent else None for pk, row in known.items()}
    lines = {pk: with_parents(pk, parents) for _, pk in links}
    of_page: dict[int, set[str]] = {}
    for page, pk in links:
        of_page.setdefault(page, set()).update(known[above][1] for above in lines[pk])
    names = {row[1]: (row[3], row[2]) for row in known.values() if row[2] != language}
    names |= {row[1]: (row[3], row[2]) for row in known.values() if row[2] == language}
    above_of = {
        known[line[i]][1]: known[line[i + 1]][1] if i + 1 < len(line) else None
        for line in lines.values()
        for i in range(len(line))
    }
    return SnippetFilter(
        of_page={page: frozenset(slugs) for page, slugs in of_page.items()},
        options=list(_nested_options(above_of, names)),
    )


def _snippets(rows: type[Any], column: str, model: type[Any], language: str) -> Any:
    """Return the snippets in the reader's language, and those that pages or snippets refer to."""
    wanted = Q(locale__language_code=language)
    wanted |= Q(Exists(rows.objects.filter(**{column: OuterRef("pk")})))
    if model is not VocationalField:
        wanted |= Q(Exists(model.objects.filter(parent=OuterRef("pk"))))
    return model.objects.filter(wanted)


def _nested_options(
    above_of: dict[str, str | None], names: dict[str, tuple[str, str]]
) -> Iterable[Option]:
    """Yield the options depth first, each level sorted by name."""
    below: dict[str | None, list[str]] = {}
    for slug, above in above_of.items():
        below.setdefault(above, []).append(slug)

    def walk(above: str | None, depth: int) -> Iterable[Option]:
        for slug in sorted(below.get(above, []), key=lambda item: fold(names[item][0])):
            label, language = names[slug]
            yield Option(value=slug, label=label, language=language, below=depth)
            yield from walk(slug, depth + 1)

    return walk(None, 0)
