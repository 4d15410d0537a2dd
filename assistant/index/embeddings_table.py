"""Stores embeddings in the database, by model and text hash.

Every vector index is built from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from assistant.db import CompiledQuery
from assistant.embedding import Embedder
from assistant.models import Passage, SentenceVectors, TokenCodes, Vector
from assistant.text import embedded_sentence, sentences_by_line

#: Most parameters of one query. SQLite takes many more, other databases may not.
_KEYS = 500
_Table = type[Vector] | type[SentenceVectors] | type[TokenCodes]


def _values_of(table: _Table) -> CompiledQuery:
    """Return the query for the stored values of a table, by model and text hashes."""
    return CompiledQuery(
        lambda model, keys: table.objects.filter(model=model, text_hash__in=keys).values_list(
            "text_hash", "values"
        )
    )


_VALUES: dict[_Table, CompiledQuery] = {
    table: _values_of(table) for table in (Vector, SentenceVectors, TokenCodes)
}


def passage_vectors(model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
    """Return the stored vectors of texts by hash, float32, shape (dimensions,) each."""
    return {
        key: np.frombuffer(bytes(values), dtype="<f4")
        for key, values in _rows(Vector, model, hashes)
    }


def stored_hashes(model: str, hashes: Iterable[str], *, codes: bool = False) -> set[str]:
    """Return those of the hashes whose vector is stored.

    With `codes`, their token codes must be stored too.
    """
    found = _stored(Vector, model, hashes)
    return _stored(TokenCodes, model, found) if codes else found


def _stored(table: _Table, model: str, hashes: Iterable[str]) -> set[str]:
    """Return those of the hashes that a table has a row for."""
    wanted, found = sorted(set(hashes)), set()
    for start in range(0, len(wanted), _KEYS):
        rows = table.objects.filter(model=model, text_hash__in=wanted[start : start + _KEYS])
        found |= set(rows.values_list("text_hash", flat=True))
    return found


def token_codes(model: str, hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the stored token codes of texts by hash, as `Alignment.token_codes` made them."""
    return {key: bytes(values) for key, values in _rows(TokenCodes, model, hashes)}


def embed_passages(model: Embedder, texts: Sequence[str]) -> tuple[np.ndarray, list[bytes]]:
    """Return vectors and token codes of texts.

    Vectors are float32, shape (len(texts), dimensions). The list of token codes is empty if the
    model does not give any. Raises ProviderError.
    """
    if model.has_token_codes:
        return model.embed_passages_with_codes(texts)
    return model.embed_passages(texts), []


def store_passages(
    model: str, vectors: Mapping[str, np.ndarray], codes: Mapping[str, bytes] | None = None
) -> None:
    """Store vectors, shape (dimensions,) each, and token codes by text hash; existing rows stay."""
    TokenCodes.objects.bulk_create(
        [
            TokenCodes(model=model, text_hash=key, values=values)
            for key, values in (codes or {}).items()
        ],
        ignore_conflicts=True,
    )
    Vector.objects.bulk_create(
        [
            Vector(model=model, text_hash=key, values=vector.astype("<f4").tobytes())
            for key, vector in vectors.items()
        ],
        ignore_conflicts=True,
    )


def sentence_vectors(
    model: str, texts: Mapping[str, int], dimensions: int
) -> dict[str, np.ndarray]:
    """Return the sentence vectors of texts by hash, float32, shape (sentences, dimensions).

    `texts` gives the number of sentences of each text. A text is left out if its sentences are not
    embedded yet, or if it had another number of sentences when they were.
    """
    found = {}
    for key, values in _rows(SentenceVectors, model, texts):
        vectors = np.frombuffer(bytes(values), dtype="<f2")
        if len(vectors) == texts[key] * dimensions:
            found[key] = vectors.reshape(-1, dimensions).astype(np.float32)
    return found


def sentence_vectors_unchecked(
    model: str, hashes: Iterable[str], dimensions: int
) -> dict[str, np.ndarray]:
    """Return the sentence vectors of texts by hash, float32, shape (sentences, dimensions).

    The number of sentences is not checked: the text may be split differently today.
    """
    return {
        key: np.frombuffer(bytes(values), dtype="<f2").reshape(-1, dimensions).astype(np.float32)
        for key, values in _rows(SentenceVectors, model, hashes)
        if len(values) and not len(values) % (2 * dimensions)
    }


def _without_sentences(model: str) -> QuerySet[Passage]:
    """Return the passages embedded by a model whose sentences it has not embedded yet."""
    known = SentenceVectors.objects.filter(model=model, text_hash=OuterRef("text_hash"))
    return Passage.objects.filter(~Exists(known), edition__model=model)


def sentences_missing(model: str) -> int:
    """Return how many passages have sentences that are not embedded yet."""
    return _without_sentences(model).count()


def embedded_sentences(passage: Passage) -> list[str]:
    """Return the texts that are embedded for the sentences of a passage, in order."""
    return [
        embedded_sentence(passage.source.title, passage.heading, sentence)
        for line in sentences_by_line(passage.text)
        for sentence in line
    ]


def embed_sentences(model: Embedder, limit: int) -> int:
    """Embed the sentences of passages that lack them; return the number of these passages.

    At most `limit` passages are embedded. Raises ProviderError.
    """
    rows = list(
        _without_sentences(model.name).select_related("source__page", "source__document")[:limit]
    )
    for passage in rows:
        vectors = model.embed_passages(embedded_sentences(passage)).astype("<f2")
        SentenceVectors.objects.bulk_create(
            [
                SentenceVectors(
                    model=model.name, text_hash=passage.text_hash, values=vectors.tobytes()
                )
            ],
            ignore_conflicts=True,
        )
    return len(rows)


def delete_unused() -> None:
    """Delete embeddings of texts that no passage has any more."""
    used = Passage.objects.filter(text_hash=OuterRef("text_hash"), edition__model=OuterRef("model"))
    for table in (Vector, SentenceVectors, TokenCodes):
        table.objects.filter(~Exists(used)).delete()


def _rows(
    table: _Table, model: str, hashes: Iterable[str]
) -> Iterable[tuple[str, bytes | memoryview]]:
    """Yield hash and stored value of texts, in several queries if there are many."""
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), _KEYS):
        yield from _VALUES[table].rows(model, wanted[start : start + _KEYS])
