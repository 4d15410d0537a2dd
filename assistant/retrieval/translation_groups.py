"""Shows a page that was found in one language in the reader's language, and chooses the passages.

Owns the choice among translations; the hits are given to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from wagtail.models import Page

from assistant.db import CompiledQuery
from assistant.index import embeddings_table
from assistant.models import Edition, Passage, Source
from assistant.retrieval.hits import Hit, group_of
from assistant.retrieval.passage_rows import passages_of, public_sources, with_sources
from assistant.retrieval.staleness import stale_pages

#: Loss of score, in standard deviations, for a difference of 1 between the cosines of two passages.
#: It follows from the spread of e5's cosines within a page.
_LOSS_PER_COSINE = 20.0
#: A stale translation is shown only if it has the passage that was found: its least cosine with it
#: (docs/figures.md, Cosines of translated passages).
_SAME_PASSAGE = 0.9


class _TranslatedPassage(NamedTuple):
    """A passage of a translation before it is read: most are not shown."""

    nearness: float
    passage: int
    source: Source
    vector: np.ndarray | None


def in_languages(
    edition: Edition, groups: Mapping[str, list[Hit]], wanted: tuple[str, ...], limit: int
) -> dict[str, list[Hit]]:
    """Return, for pages found in another language, hits in the first `wanted` one they have.

    `groups` has the hits of each page, best first. At most `limit` are returned for each, the one
    nearest to the best hit first. Pages with none of the languages, and documents, are left out.
    """
    foreign = {
        group: items
        for group, items in groups.items()
        if items[0].source.page and items[0].source.locale != wanted[0]
    }
    near = _translations(edition, foreign, wanted)
    # Whether a translation is stale matters only if it may lack the passage.
    doubtful = (rows[0] for rows in near.values() if rows[0].nearness < _SAME_PASSAGE)
    stale = stale_pages(row.source.page_id for row in doubtful if row.source.page_id)
    chosen: dict[str, list[_TranslatedPassage]] = {}
    for group, items in foreign.items():
        for language in wanted:
            if language == items[0].source.locale:
                break
            translated = near.get((group, language), [])
            if translated and translated[0].source.page_id not in stale:
                chosen[group] = translated[:limit]
                break
    kept = [row for rows in chosen.values() for row in rows]
    passages = with_sources(
        {row.source.pk: row.source for row in kept},
        passages_of(row.passage for row in kept),
    )
    shown = {group: _shown(foreign[group][0], rows, passages) for group, rows in chosen.items()}
    return {group: items for group, items in shown.items() if items}


def _shown(
    found: Hit, rows: list[_TranslatedPassage], passages: Mapping[int, Passage]
) -> list[Hit]:
    """Return the translated passages as hits.

    The nearest one takes the score of the best hit; the others score lower the less near they are.
    """
    return [
        Hit(
            passage=passages[row.passage],
            score=found.score - _LOSS_PER_COSINE * (rows[0].nearness - row.nearness),
            cosine=row.nearness,
            vector=row.vector,
        )
        for row in rows
        if row.passage in passages
    ]


def _translations(
    edition: Edition, groups: Mapping[str, list[Hit]], languages: tuple[str, ...]
) -> dict[tuple[str, str], list[_TranslatedPassage]]:
    """Return the passages of these pages' translations, by group and language, nearest first."""
    pages = [items[0].source.page for items in groups.values() if items[0].source.page]
    if not pages:
        return {}
    translations = _TRANSLATIONS.rows([page.pk for page in pages], languages)
    sources = public_sources(number for (number,) in translations)
    rows = _ROWS.rows(edition.pk, sources)
    known = embeddings_table.passage_vectors(edition.model, (text_hash for *_, text_hash in rows))
    near: dict[tuple[str, str], list[_TranslatedPassage]] = {}
    for number, source, ordinal, text_hash in rows:
        row, vector = sources[source], known.get(text_hash)
        nearness = _nearness(ordinal, vector, groups[group_of(row)][0])
        near.setdefault((group_of(row), row.locale), []).append(
            _TranslatedPassage(nearness, number, row, vector)
        )
    for candidates in near.values():
        candidates.sort(key=lambda row: -row.nearness)
    return near


_TRANSLATIONS = CompiledQuery(
    lambda pages, languages: Source.objects.filter(
        page__translation_key__in=Page.objects.filter(pk__in=pages).values("translation_key"),
        page__locale__language_code__in=languages,
    ).values_list("pk")
)
_ROWS = CompiledQuery(
    lambda edition, sources: Passage.objects.filter(
        edition=edition, source__in=sources
    ).values_list("pk", "source", "ordinal", "text_hash")
)


def _nearness(ordinal: int, vector: np.ndarray | None, found: Hit) -> float:
    """Return how near a translation's passage is to the hit.

    The hit's own translation is nearest.
    """
    if vector is not None and found.vector is not None:
        return float(vector @ found.vector)
    # Without vectors the positions are compared, because translations have about as many passages
    # in the same order. That can't tell whether a stale translation has the passage.
    return _SAME_PASSAGE - 0.01 * (1 + abs(ordinal - found.passage.ordinal))
