"""Measures how near passages are to a question: as a whole, by their best sentence and by tokens.

Owns which stored vectors are compared, and how. What the numbers are worth is decided in
`reranker`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.db import ThreadPool
from assistant.embedding import Alignment, QueryEmbedding, nearest_tokens
from assistant.exceptions import ProviderError
from assistant.index import editions, embeddings_table
from assistant.models import Edition
from assistant.scoring import E5_SPREAD, Features

#: Comparing tokens takes about as long as reading vectors from the database, and needs no lock.
_threads = ThreadPool("tokens", 4)


def measure(
    edition: Edition,
    asked: QueryEmbedding,
    hashes: Sequence[str],
    words: Sequence[float],
    known: dict[str, np.ndarray],
) -> list[Features]:
    """Return the features of the passages with these text hashes, in order.

    `words` gives the share of the question's words that each has. `known` has vectors of passages
    by hash, float32, shape (dimensions,); those read here are added to it.
    """
    alignment = alignment_of(edition)
    distinct = list(dict.fromkeys(hashes))
    tokens = None
    if asked.tokens is not None:
        codes = embeddings_table.token_codes(edition.model, distinct)
        ordered = [codes.get(key, b"") for key in distinct]
        tokens = _threads.submit(nearest_tokens, asked.tokens, ordered)
    known |= embeddings_table.passage_vectors(
        edition.model, (key for key in distinct if key not in known)
    )
    whole = _nearest(asked, alignment, {key: known[key][None] for key in distinct if key in known})
    kept = embeddings_table.sentence_vectors_unchecked(edition.model, distinct, len(asked.vector))
    best = _nearest(asked, alignment, kept)
    near = dict(zip(distinct, tokens.result(), strict=True)) if tokens else {}
    return [
        Features(passage=whole.get(key), sentence=best.get(key), tokens=near.get(key), words=share)
        for key, share in zip(hashes, words, strict=True)
    ]


def _nearest(
    asked: QueryEmbedding, alignment: Alignment | None, vectors: Mapping[str, np.ndarray]
) -> dict[str, float]:
    """Return, for each matrix of vectors, the product of its nearest row with the question.

    Each has the shape (rows, dimensions); all are multiplied at once.
    """
    if not vectors:
        return {}
    rows = np.concatenate(list(vectors.values()))
    near = (alignment.align_passages(rows) if alignment else rows) @ asked.aligned
    starts = np.cumsum([0, *map(len, vectors.values())])[:-1]
    return dict(zip(vectors, np.maximum.reduceat(near, starts).tolist(), strict=True))


def alignment_of(edition: Edition) -> Alignment | None:
    """Return how the vectors of the edition's model are corrected, or None.

    It is None if that is not known for the model, or if the model is down.
    """
    try:
        return editions.embedder_of(edition).alignment
    except ProviderError:
        return None


def spread_of(edition: Edition) -> float | None:
    """Return the usual standard deviation of the model's cosines, or None if it is not known."""
    return E5_SPREAD if alignment_of(edition) else None
