"""BM25, and which terms of a question choose candidates. Knows no database."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

#: FTS5's own constants.
K1, B = 1.2, 0.75
#: FTS5 lets a term that stands in more than half of all passages count this little.
_LEAST = 1e-6
#: Passages that are looked at, summed over the terms that choose, at most: about a millisecond for
#: each five hundred.
_BUDGET = 4_000
#: Passages chosen by the telling terms, which all terms then rank: about a tenth of a millisecond
#: each. In 50,000 passages of random words, their first twenty are for .98 those of a search by all
#: terms (`tests.benchmarks.words`); with 200 for .99.
CANDIDATES = 100


def split(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """The terms that choose candidates, and those too usual to: each with its count of passages.

    The rarest always choose, however usual they are.
    """
    telling: dict[str, int] = {}
    usual: dict[str, int] = {}
    seen = 0
    for term, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        seen += count
        (usual if telling and seen > _BUDGET else telling)[term] = count
    return telling, usual


def idf(count: int, total: int) -> float:
    """The weight of a term that stands in `count` of `total` passages."""
    value = math.log((total - count + 0.5) / (count + 0.5)) if count < total else 0.0
    return max(value, _LEAST)


def bm25(text: list[str], idfs: Mapping[str, float], average: float) -> float:
    """The score of a text, by the terms that have a weight; `average` is the usual length."""
    found = Counter(filter(idfs.__contains__, text))
    norm = K1 * (1 - B + B * len(text) / average)
    return sum(idfs[term] * n * (K1 + 1) / (n + norm) for term, n in found.items())
