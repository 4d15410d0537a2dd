"""Vectors kept in the database, by embedding model and text: what every index is rebuilt from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from assistant.models import Passage, SentenceVectors, Vector
from assistant.providers import Embedder
from assistant.sentences import embedded_sentence, lines_of_sentences

#: Parameters in one query; SQLite takes many more, other databases may not.
_KEYS = 500


def passages(model: str, hashes: Iterable[str]) -> dict[str, np.ndarray]:
    """Vectors by text hash, float32, shape (dimensions,); those not there are left out."""
    return {
        key: np.frombuffer(bytes(values), dtype="<f4")
        for key, values in _rows(Vector, model, hashes)
    }


def known(model: str, hashes: Iterable[str]) -> set[str]:
    """The hashes, of those given, whose vector is there."""
    wanted, found = sorted(set(hashes)), set()
    for start in range(0, len(wanted), _KEYS):
        rows = Vector.objects.filter(model=model, text_hash__in=wanted[start : start + _KEYS])
        found |= set(rows.values_list("text_hash", flat=True))
    return found


def store_passages(model: str, vectors: Mapping[str, np.ndarray]) -> None:
    """Keep vectors by text hash; those that are there stay."""
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


def _without_sentences(model: str) -> QuerySet[Passage]:
    known = SentenceVectors.objects.filter(model=model, text_hash=OuterRef("text_hash"))
    return Passage.objects.filter(~Exists(known), edition__model=model)


def sentences_missing(model: str) -> int:
    """Passages whose sentences are not embedded yet."""
    return _without_sentences(model).count()


def embed_sentences(model: Embedder, limit: int) -> int:
    """Embed the sentences of at most `limit` passages that lack them; returns how many it did."""
    rows = list(
        _without_sentences(model.name).select_related("source__page", "source__document")[:limit]
    )
    for passage in rows:
        units = [
            embedded_sentence(passage.source.title, passage.heading, sentence)
            for line in lines_of_sentences(passage.text)
            for sentence in line
        ]
        vectors = model.passages(units).astype("<f2")
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
    for table in (Vector, SentenceVectors):
        table.objects.filter(~Exists(used)).delete()


def _rows(
    table: type[Vector] | type[SentenceVectors], model: str, hashes: Iterable[str]
) -> Iterable[tuple[str, bytes | memoryview]]:
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), _KEYS):
        rows = table.objects.filter(model=model, text_hash__in=wanted[start : start + _KEYS])
        yield from rows.values_list("text_hash", "values")
