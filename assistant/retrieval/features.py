"""How near kept passages are to a question: as a whole, by their best sentence, by their tokens.

Owns which kept vectors are compared, and how. What the numbers are worth is the
reranker's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.db import ThreadPool
from assistant.embedding import QueryEmbedding
from assistant.embedding.onnx import Alignment, nearest_tokens
from assistant.exceptions import ProviderError
from assistant.index import editions, embeddings_table
from assistant.models import Edition
from assistant.retrieval.reranker import E5_SPREAD, Features

#: The product of all tokens takes as long as it takes to read vectors, and needs no lock.
_threads = ThreadPool("tokens", 4)


def measure(
    edition: Edition,
    asked: QueryEmbedding,
    hashes: Sequence[str],
    words: Sequence[float],
    known: dict[str, np.ndarray],
) -> list[Features]:
    """How well the passages with these hashes fit.

    `words`: the share of the question's words that each has; `known`: passages' vectors by hash,
    to which those that are read are added.
    """
    alignment = alignment_of(edition)
    distinct = list(dict.fromkeys(hashes))
    tokens = None
    if asked.tokens is not None:
        codes = embeddings_table.codes(edition.model, distinct)
        ordered = [codes.get(key, b"") for key in distinct]
        tokens = _threads.submit(nearest_tokens, asked.tokens, ordered)
    known |= embeddings_table.passages(edition.model, (key for key in distinct if key not in known))
    whole = _nearest(asked, alignment, {key: known[key][None] for key in distinct if key in known})
    kept = embeddings_table.all_sentences(edition.model, distinct, len(asked.vector))
    best = _nearest(asked, alignment, kept)
    near = dict(zip(distinct, tokens.result(), strict=True)) if tokens else {}
    return [
        Features(passage=whole.get(key), sentence=best.get(key), tokens=near.get(key), words=share)
        for key, share in zip(hashes, words, strict=True)
    ]


def _nearest(
    asked: QueryEmbedding, alignment: Alignment | None, vectors: Mapping[str, np.ndarray]
) -> dict[str, float]:
    """Of each matrix (rows, dimensions) how near its nearest row is. One product for all."""
    if not vectors:
        return {}
    rows = np.concatenate(list(vectors.values()))
    near = (alignment.passages(rows) if alignment else rows) @ asked.aligned
    starts = np.cumsum([0, *map(len, vectors.values())])[:-1]
    return dict(zip(vectors, np.maximum.reduceat(near, starts).tolist(), strict=True))


def alignment_of(edition: Edition) -> Alignment | None:
    """What is known of the edition's model, None where it is nothing or the model is down."""
    try:
        return editions.embedder_of(edition).alignment
    except ProviderError:
        return None


def spread_of(edition: Edition) -> float | None:
    """How far the model's cosines are spread, where that is known."""
    return E5_SPREAD if alignment_of(edition) else None
