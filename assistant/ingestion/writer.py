"""Writes the passages of sources into an edition of the index: texts and words, then vectors.

Texts and words are written first and in one transaction, so that what was published can be found
by its words even while the embedding model or the vector store is down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.db import transaction

from assistant.exceptions import ProviderError
from assistant.index import (
    check_dimensions,
    dense,
    embedded_text,
    embedder_of,
    embeddings_table,
    lexical,
    shipped_vectors,
    split_sections,
    text_hash,
)
from assistant.models import Edition, Entry, Passage, Source
from assistant.types import PassageText, Section

_EMBEDDING_BATCH = 32

#: Called with the number of texts that are embedded, and the number of all.
Progress = Callable[[int, int], None]


class _Draft(NamedTuple):
    """A passage about to be written, with the text that is embedded and analysed, and its hash."""

    passage: PassageText
    embedded_text: str
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceSections:
    """A source with its sections."""

    source: Source
    sections: Sequence[Section]


def write(
    edition: Edition, texts: Sequence[SourceSections], on_progress: Progress
) -> dict[int, Exception]:
    """Make the edition hold exactly the passages of these sources.

    Returns the errors that are one source's own fault, by ledger row. Raises ProviderError or
    IndexUnavailable: then the texts are written and found by their words; vectors may be missing.
    """
    failed: dict[int, Exception] = {}
    written: list[Source] = []
    drafts: list[_Draft] = []
    removed: list[int] = []
    for text in texts:
        try:
            own = _drafts(edition, text)
            removed += _write_texts(edition, text.source, own)
        except Exception as error:
            # Any error: one bad source must not stop the others.
            failed[text.source.pk] = error
        else:
            written.append(text.source)
            drafts += own
    _embed(edition, drafts, on_progress)
    _write_vectors(edition, written, removed)
    Entry.objects.bulk_create(
        [Entry(edition=edition, source=source, version=source.version) for source in written],
        update_conflicts=True,
        unique_fields=["edition", "source"],
        update_fields=["version"],
    )
    return failed


def _drafts(edition: Edition, text: SourceSections) -> list[_Draft]:
    """Cut the sections of a source into passages."""
    drafts = []
    for passage in split_sections(text.sections, edition.passage_size):
        searched = embedded_text(text.source.title, passage)
        drafts.append(_Draft(passage, searched, text_hash(searched)))
    return drafts


def _write_texts(edition: Edition, source: Source, drafts: Sequence[_Draft]) -> list[int]:
    """Replace a source's passages and their words in one transaction; return the deleted ids.

    A passage whose text is unchanged keeps its row, wherever it moved; other rows are overwritten
    in place, which spares the vector store deletions.
    """
    with transaction.atomic():
        old = list(Passage.objects.filter(edition=edition, source=source).order_by("ordinal"))
        by_hash: dict[str, list[Passage]] = {}
        for passage in old:
            by_hash.setdefault(passage.text_hash, []).append(passage)
        kept = [by_hash[d.hash].pop(0) if by_hash.get(d.hash) else None for d in drafts]
        free = [passage for rows in by_hash.values() for passage in rows]
        changed: list[tuple[int, str]] = []
        new: list[tuple[Passage, str]] = []
        for ordinal, (draft, same) in enumerate(zip(drafts, kept, strict=True)):
            row = same or (free.pop(0) if free else Passage(edition=edition, source=source))
            values = {
                "ordinal": ordinal,
                "text_hash": draft.hash,
                "heading": draft.passage.heading,
                "anchor": draft.passage.anchor,
                "page": draft.passage.page,
                "text": draft.passage.text,
            }
            differs = any(getattr(row, name) != value for name, value in values.items())
            for name, value in values.items():
                setattr(row, name, value)
            if row.pk is None:
                new.append((row, draft.embedded_text))
            elif differs:
                row.save()
            if same is None and row.pk is not None:
                changed.append((row.pk, draft.embedded_text))
        Passage.objects.bulk_create([row for row, _ in new], batch_size=500)
        changed += [(row.pk, searched) for row, searched in new]
        removed = [row.pk for row in free]
        Passage.objects.filter(pk__in=removed).delete()
        lexical.remove(removed)
        lexical.write(changed)
    return removed


def _embed(edition: Edition, drafts: Sequence[_Draft], on_progress: Progress) -> None:
    """Compute and store the missing vectors; finished batches stay if a later one fails."""
    texts = {draft.hash: draft.embedded_text for draft in drafts}
    with_codes = _has_token_codes(edition)
    known = embeddings_table.stored_hashes(edition.model, texts, codes=with_codes)
    known |= _store_shipped(edition, texts.keys() - known, with_codes=with_codes)
    missing = [(key, text) for key, text in texts.items() if key not in known]
    if not missing:
        return
    model = embedder_of(edition)
    for start in range(0, len(missing), _EMBEDDING_BATCH):
        on_progress(start, len(missing))
        batch = missing[start : start + _EMBEDDING_BATCH]
        vectors, codes = embeddings_table.embed_passages(model, [text for _, text in batch])
        embedded = check_dimensions(edition, vectors)
        keys = [key for key, _ in batch]
        embeddings_table.store_passages(
            edition.model,
            dict(zip(keys, embedded, strict=True)),
            dict(zip(keys, codes, strict=False)),
        )


def _store_shipped(edition: Edition, hashes: Iterable[str], *, with_codes: bool) -> set[str]:
    """Store vectors that the site ships; returns the hashes of those texts."""
    found = {
        key: text
        for key, text in shipped_vectors.find(edition.model, hashes).items()
        if text.codes or not with_codes
    }
    if found:
        embeddings_table.store_passages(
            edition.model,
            {key: check_dimensions(edition, text.vector) for key, text in found.items()},
            {key: text.codes for key, text in found.items() if with_codes},
        )
    return set(found)


def _has_token_codes(edition: Edition) -> bool:
    """Return whether the model gives codes of tokens, which older embedded texts may lack."""
    try:
        return embedder_of(edition).has_token_codes
    except ProviderError:
        # Passages that are embedded already can be written without the model.
        return False


def _write_vectors(edition: Edition, sources: Sequence[Source], removed: Sequence[int]) -> None:
    """Write the passages' vectors into the vector store. Raises IndexUnavailable."""
    # All passages, not only those that changed: a run that was killed before this step left some
    # unwritten.
    rows = Passage.objects.filter(edition=edition, source__in=sources).order_by()
    wanted = list(rows.values_list("pk", "text_hash", "source__locale"))
    values = embeddings_table.passage_vectors(edition.model, (key for _, key, _ in wanted))
    by_locale: dict[str, list[tuple[int, str, np.ndarray]]] = {}
    for number, key, locale in wanted:
        if key in values:
            by_locale.setdefault(locale, []).append((number, key, values[key]))
    index = dense.index_of(edition)
    index.remove(removed)
    for locale, written in by_locale.items():
        index.write(locale, written)


def remove_vectors(source: Source) -> None:
    """Remove a source's vectors from the store, where each language has its own collection.

    Raises IndexUnavailable.
    """
    rows = Passage.objects.filter(source=source).order_by()
    by_edition: dict[int, list[int]] = {}
    for passage, number in rows.values_list("pk", "edition"):
        by_edition.setdefault(number, []).append(passage)
    for edition in Edition.objects.filter(pk__in=by_edition):
        dense.index_of(edition).remove(by_edition[edition.pk])
