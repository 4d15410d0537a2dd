"""The vectors of a small collection in memory: all compared, sooner than the store is asked.

To ask a collection costs the store a millisecond before it compares anything, and a site has one
for each of its languages.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from assistant.embedding.onnx import unit

#: Passages of a language up to which it is held in memory: 8 MB of vectors.
LARGEST = 5_000


class Copy:
    """Passage ids and their vectors. Asked by many threads while one changes it."""

    def __init__(self, ids: Iterable[int], vectors: np.ndarray) -> None:
        """`vectors`: shape (passages, dimensions)."""
        numbers = np.fromiter(ids, dtype=np.int64)
        #: Exchanged as one, so that whoever asks meanwhile sees the one state or the other.
        self._held = numbers, unit(np.asarray(vectors, dtype=np.float32))

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._held[0])

    def put(self, ids: Iterable[int], vectors: np.ndarray) -> None:
        """Put passages in the place of those with the same ids."""
        new = Copy(ids, vectors)._held
        numbers, values = self._without(new[0])
        if not len(numbers):
            self._held = new
        else:
            self._held = np.concatenate([numbers, new[0]]), np.concatenate([values, new[1]])

    def drop(self, ids: Iterable[int]) -> None:
        """Drop passages; unknown ids are ignored."""
        self._held = self._without(np.fromiter(ids, dtype=np.int64))

    def nearest(self, question: np.ndarray, limit: int) -> list[tuple[int, float]]:
        """Passage ids and cosines with a question of length 1, the best `limit` in no order."""
        numbers, values = self._held
        if not len(numbers):
            return []
        cosines = values @ question
        best = np.argpartition(-cosines, limit)[:limit] if len(cosines) > limit else slice(None)
        return list(zip(numbers[best].tolist(), cosines[best].tolist(), strict=True))

    def _without(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        numbers, values = self._held
        kept = ~np.isin(numbers, ids)
        return (numbers, values) if kept.all() else (numbers[kept], values[kept])
