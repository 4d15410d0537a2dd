"""Reads passages and their sources from the database, and whether the sources are public.

Refuses to know how candidates are chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import CharField, Model
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page

from assistant.access import visible_rows
from assistant.db import CompiledQuery, columns, instance
from assistant.models import Passage, Source

#: So many passages of the sources that a question is about are read.
_MAX_ABOUT = 96


class PublicRow(NamedTuple):
    """A passage of a source that was public when asked, before the passage is read.

    `group` is the same for all translations of a page, and serves to tell groups apart only.
    """

    passage: int
    source: int
    text_hash: str
    group: str
    locale: str


def public_rows(passages: Iterable[int], known: Iterable[PublicRow] = ()) -> list[PublicRow]:
    """Return those of the passages whose source is public at this moment.

    This takes two queries, because many passages belong to one source, which is tested once.
    Sources of `known`, found public for the same question, are not tested again.
    """
    rows = _ROWS.rows(passages)
    sources = {row.source: (row.group, row.locale) for row in known}
    unknown = {source for _, source, _ in rows} - sources.keys()
    for source, key, document, locale in _GROUPS.rows(unknown):
        sources[source] = str(key or document), locale
    return [
        PublicRow(passage, source, text_hash, *sources[source])
        for passage, source, text_hash in rows
        if source in sources
    ]


def passages_about(edition: int, sources: Iterable[int]) -> set[int]:
    """Return the ids of the first passages of these sources in an edition."""
    return {row for (row,) in _ABOUT.rows(edition, sources)}


_ABOUT = CompiledQuery(
    lambda edition, sources: (
        Passage.objects.filter(edition=edition, source__in=sources)
        .order_by("ordinal", "pk")
        .values_list("pk")[:_MAX_ABOUT]
    )
)
_ROWS = CompiledQuery(
    lambda ids: Passage.objects.filter(pk__in=ids).values_list("pk", "source_id", "text_hash")
)


def _group_columns() -> list[str | Cast]:
    # The key is read as text: making a UUID of each takes longer than finding it.
    return ["pk", Cast("page__translation_key", CharField()), "document_id", "locale"]


_GROUPS = visible_rows(_group_columns)


def public_sources(sources: Iterable[int]) -> dict[int, Source]:
    """Return those of the sources that are public at this moment, by id, with page and document."""
    return {row.pk: row for row in map(_source, _SOURCES.rows(sources))}


def public_source(key: int) -> Source | None:
    """Return this source if it is public at this moment, with its page or document."""
    return public_sources([key]).get(key)


def with_translations(source: Source) -> frozenset[int]:
    """Return the ids of a source and, if it is a page, of the sources of its translations."""
    if not source.page:
        return frozenset({source.pk})
    return frozenset(row for (row,) in _TRANSLATIONS.rows([source.page.pk]))


_TRANSLATIONS = CompiledQuery(
    lambda pages: Source.objects.filter(
        page__translation_key__in=Page.objects.filter(pk__in=pages).values("translation_key")
    ).values_list("pk")
)


def _parts() -> list[tuple[type[Model], str]]:
    """Return the models that are read with a source, and the prefix of their fields."""
    return [
        (Source, ""),
        (Page, "page__"),
        (Locale, "page__locale__"),
        (get_document_model(), "document__"),
    ]


def _columns() -> list[str]:
    """Return the names of all columns that are read."""
    return [column for model, prefix in _parts() for column in columns(model, prefix)]


_SOURCES = visible_rows(_columns)


def _source(row: tuple[Any, ...]) -> Source:
    """Build a source, its page and its document from a row of these columns."""
    values = iter(row)
    parts: list[Any] = []
    for model, _ in _parts():
        own = list(islice(values, len(columns(model))))
        parts.append(None if own[0] is None else instance(model, own))
    source, page, locale, document = parts
    if page is not None:
        page.locale = locale
    source.page, source.document = page, document
    return source  # type: ignore[no-any-return]


def passages_of(ids: Iterable[int]) -> list[Passage]:
    """Return the passages with these ids, without their sources."""
    return [instance(Passage, row) for row in _PASSAGES.rows(ids)]


_PASSAGES = CompiledQuery(
    lambda ids: Passage.objects.filter(pk__in=ids).values_list(*columns(Passage))
)


def with_sources(sources: Mapping[int, Source], passages: Iterable[Passage]) -> dict[int, Passage]:
    """Return the passages that belong to these sources by id, each with its source set."""
    kept = {}
    for passage in passages:
        if passage.source_id in sources:
            passage.source = sources[passage.source_id]
            kept[passage.pk] = passage
    return kept
