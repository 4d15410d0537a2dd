"""Computes BM25, and tells which terms of a question choose candidates. Knows no database."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

#: The constants of FTS5.
K1, B = 1.2, 0.75
#: Weight that FTS5 gives to a term that more than half of all passages have.
_LEAST = 1e-6
#: Most passages that the choosing terms may have together. It bounds the time of a search
#: (docs/figures.md, Candidates of full-text search).
_BUDGET = 4_000
#: Number of candidates that the choosing terms find and that all terms then rank. With so many the
#: best are nearly those of a full search (docs/figures.md, Candidates of full-text search).
CANDIDATES = 100


def split_by_frequency(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Split terms into those that choose candidates and those that are too common to.

    `counts` gives the number of passages that have each term. The rarest term always chooses,
    however common it is.
    """
    selective: dict[str, int] = {}
    common: dict[str, int] = {}
    seen = 0
    for term, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        seen += count
        (common if selective and seen > _BUDGET else selective)[term] = count
    return selective, common


def idf(count: int, total: int) -> float:
    """Return the inverse document frequency of a term in `count` of `total` passages, above 0."""
    value = math.log((total - count + 0.5) / (count + 0.5)) if count < total else 0.0
    return max(value, _LEAST)


def bm25(text: list[str], idfs: Mapping[str, float], average: float) -> float:
    """Return the BM25 score of a text, given as its terms.

    `idfs` has the weights of the terms that count; `average` is the average number of terms of a
    text.
    """
    found = Counter(filter(idfs.__contains__, text))
    norm = K1 * (1 - B + B * len(text) / average)
    return sum(idfs[term] * n * (K1 + 1) / (n + norm) for term, n in found.items())
