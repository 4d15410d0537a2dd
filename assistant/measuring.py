"""How near kept passages are to a question: as a whole, by their best sentence, by their tokens.

Owns which kept vectors are compared, and how. What the numbers are worth is `assistant.fitting`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant import editions, stored_vectors
from assistant.encoders.alignment import Alignment, nearest_tokens
from assistant.exceptions import ProviderError
from assistant.fitting import E5_SPREAD, Fit
from assistant.models import Edition
from assistant.providers import Question


def fits(
    edition: Edition,
    asked: Question,
    hashes: Sequence[str],
    words: Sequence[float],
    known: Mapping[str, np.ndarray],
) -> list[Fit]:
    """How well the passages with these hashes fit.

    `words`: the share of the question's words that each has; `known`: their vectors by hash.
    """
    alignment = alignment_of(edition)
    distinct = list(dict.fromkeys(hashes))
    whole = _nearest(asked, alignment, {key: known[key][None] for key in distinct if key in known})
    kept = stored_vectors.all_sentences(edition.model, distinct, len(asked.vector))
    best = _nearest(asked, alignment, kept)
    tokens: list[float | None] = [None] * len(hashes)
    if asked.tokens is not None:
        codes = stored_vectors.codes(edition.model, distinct)
        tokens = nearest_tokens(asked.tokens, [codes.get(key, b"") for key in hashes])
    return [
        Fit(passage=whole.get(key), sentence=best.get(key), tokens=token, words=share)
        for key, token, share in zip(hashes, tokens, words, strict=True)
    ]


def _nearest(
    asked: Question, alignment: Alignment | None, vectors: Mapping[str, np.ndarray]
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
