"""Holds the vectors of a small collection in memory and compares a question with all of them.

That is faster than asking Chroma for each of a site's languages (docs/figures.md, Small collections
in memory).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from assistant.embedding import unit_vectors

#: Most passages of a language for which it is held in memory: 8 MB of vectors.
MAX_PASSAGES = 5_000


class CollectionCopy:
    """A copy of a collection: passage ids and vectors.

    One thread may change it while others read.
    """

    def __init__(self, ids: Iterable[int], vectors: np.ndarray) -> None:
        """`vectors`: shape (passages, dimensions), of any length."""
        numbers = np.fromiter(ids, dtype=np.int64)
        #: Replaced as a whole, so that other threads see the old state or the new one.
        self._held = numbers, unit_vectors(np.asarray(vectors, dtype=np.float32))

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._held[0])

    def upsert(self, ids: Iterable[int], vectors: np.ndarray) -> None:
        """Add passages, replacing those with the same ids.

        `vectors`: shape (passages, dimensions).
        """
        new = CollectionCopy(ids, vectors)._held
        numbers, values = self._without(new[0])
        if not len(numbers):
            self._held = new
        else:
            self._held = np.concatenate([numbers, new[0]]), np.concatenate([values, new[1]])

    def remove(self, ids: Iterable[int]) -> None:
        """Remove passages; unknown ids are ignored."""
        self._held = self._without(np.fromiter(ids, dtype=np.int64))

    def nearest(self, question: np.ndarray, limit: int) -> list[tuple[int, float]]:
        """Return ids and cosines of the `limit` passages nearest to a question, in no order.

        `question` is a vector of length 1, shape (dimensions,).
        """
        numbers, values = self._held
        if not len(numbers):
            return []
        cosines = values @ question
        best = np.argpartition(-cosines, limit)[:limit] if len(cosines) > limit else slice(None)
        return list(zip(numbers[best].tolist(), cosines[best].tolist(), strict=True))

    def _without(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids and vectors of all passages but these."""
        numbers, values = self._held
        kept = ~np.isin(numbers, ids)
        return (numbers, values) if kept.all() else (numbers[kept], values[kept])
