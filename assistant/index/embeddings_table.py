"""Vectors kept in the database, by embedding model and text: what every index is rebuilt from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from assistant.db import CompiledQuery
from assistant.embedding import Embedder
from assistant.models import Passage, SentenceVectors, TokenCodes, Vector
from assistant.text import embedded_sentence, lines_of_sentences

#: Parameters in one query; SQLite takes many more, other databases may not.
_KEYS = 500
_Table = type[Vector] | type[SentenceVectors] | type[TokenCodes]


def _values_of(table: _Table) -> CompiledQuery:
    return CompiledQuery(
        lambda model, keys: table.objects.filter(model=model, text_hash__in=keys).values_list(
            "text_hash", "values"
        )
    )


_VALUES: dict[_Table, CompiledQuery] = {
    table: _values_of(table) for table in (Vector, SentenceVectors, TokenCodes)
}


def passages(model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
    """Vectors by text hash, float32, shape (dimensions,); those not there are left out."""
    return {
        key: np.frombuffer(bytes(values), dtype="<f4")
        for key, values in _rows(Vector, model, hashes)
    }


def known(model: str, hashes: Iterable[str], *, codes: bool = False) -> set[str]:
    """The hashes, of those given, whose vector is there; with `codes` only where they are too."""
    found = _known(Vector, model, hashes)
    return _known(TokenCodes, model, found) if codes else found


def _known(table: _Table, model: str, hashes: Iterable[str]) -> set[str]:
    wanted, found = sorted(set(hashes)), set()
    for start in range(0, len(wanted), _KEYS):
        rows = table.objects.filter(model=model, text_hash__in=wanted[start : start + _KEYS])
        found |= set(rows.values_list("text_hash", flat=True))
    return found


def codes(model: str, hashes: Iterable[str]) -> dict[str, bytes]:
    """The tokens of texts by hash, as `Alignment.codes` gave them, where they are kept."""
    return {key: bytes(values) for key, values in _rows(TokenCodes, model, hashes)}


def embed_passages(model: Embedder, texts: Sequence[str]) -> tuple[np.ndarray, list[bytes]]:
    """Vectors of texts, and where the model shows them the codes of their tokens.

    Raises ProviderError.
    """
    if model.has_codes:
        return model.passages_and_codes(texts)
    return model.passages(texts), []


def store_passages(
    model: str, vectors: Mapping[str, np.ndarray], codes: Mapping[str, bytes] | None = None
) -> None:
    """Keep vectors, and codes of tokens, by text hash; those that are there stay."""
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


def sentences(model: str, texts: Mapping[str, int], dimensions: int) -> dict[str, np.ndarray]:
    """Vectors of the sentences of texts by their hash, float32, shape (sentences, dimensions).

    `texts` has the number of sentences of each; a text whose sentences are now cut differently,
    or not embedded yet, is left out.
    """
    found = {}
    for key, values in _rows(SentenceVectors, model, texts):
        vectors = np.frombuffer(bytes(values), dtype="<f2")
        if len(vectors) == texts[key] * dimensions:
            found[key] = vectors.reshape(-1, dimensions).astype(np.float32)
    return found


def all_sentences(model: str, hashes: Iterable[str], dimensions: int) -> dict[str, np.ndarray]:
    """Vectors of the sentences of texts by hash, however they were cut when they were embedded."""
    return {
        key: np.frombuffer(bytes(values), dtype="<f2").reshape(-1, dimensions).astype(np.float32)
        for key, values in _rows(SentenceVectors, model, hashes)
        if len(values) and not len(values) % (2 * dimensions)
    }


def _without_sentences(model: str) -> QuerySet[Passage]:
    known = SentenceVectors.objects.filter(model=model, text_hash=OuterRef("text_hash"))
    return Passage.objects.filter(~Exists(known), edition__model=model)


def sentences_missing(model: str) -> int:
    """Passages whose sentences are not embedded yet."""
    return _without_sentences(model).count()


def embedded_sentences(passage: Passage) -> list[str]:
    """What is embedded of a passage's sentences, in their order."""
    return [
        embedded_sentence(passage.source.title, passage.heading, sentence)
        for line in lines_of_sentences(passage.text)
        for sentence in line
    ]


def embed_sentences(model: Embedder, limit: int) -> int:
    """Embed the sentences of at most `limit` passages that lack them; returns how many it did."""
    rows = list(
        _without_sentences(model.name).select_related("source__page", "source__document")[:limit]
    )
    for passage in rows:
        vectors = model.passages(embedded_sentences(passage)).astype("<f2")
        SentenceVectors.objects.bulk_create(
            [
                SentenceVectors(
                    model=model.name, text_hash=passage.text_hash, values=vectors.tobytes()
                )
            ],
            ignore_conflicts=True,
        )
    return len(rows)


def forget_unused() -> None:
    """Delete vectors of texts that no passage has any more."""
    used = Passage.objects.filter(text_hash=OuterRef("text_hash"), edition__model=OuterRef("model"))
    for table in (Vector, SentenceVectors, TokenCodes):
        table.objects.filter(~Exists(used)).delete()


def _rows(
    table: _Table, model: str, hashes: Iterable[str]
) -> Iterable[tuple[str, bytes | memoryview]]:
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), _KEYS):
        yield from _VALUES[table].rows(model, wanted[start : start + _KEYS])
