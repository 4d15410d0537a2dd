"""Exact search: compares a question with every vector of an edition, in memory.

It answers while the vector store can't (docs/figures.md, Exact search). Reading many vectors takes
seconds and is done in a thread; questions are searched by words alone meanwhile.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connections

from assistant.index import embeddings_table
from assistant.models import Edition

logger = logging.getLogger(__name__)

#: Up to so many vectors are read at once and checked against the database at each question; more
#: are read in a thread.
_SMALL = 5_000
#: Most vectors that are kept in memory: 300,000 of 384 float32 numbers take 460 MB.
_MAX_PASSAGES = 300_000
#: Seconds after which many vectors are checked against the database again, and after which an
#: unused edition's are dropped from memory.
_STALE, _IDLE = 15.0, 120.0
_BATCH = 2_000

#: Passage id, text hash and language.
_Key = tuple[int, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matrix:
    """The vectors of an edition: `values[i]` belongs to `passage_ids[i]` and `keys[i]`.

    `values` is float32, shape (passages, dimensions); `passage_ids` is int64. `languages`
    has the row numbers of each language. `all_keys` are the keys of all passages, also of those
    without a vector.
    """

    all_keys: list[_Key] = field(default_factory=list)
    keys: list[_Key] = field(default_factory=list)
    passage_ids: np.ndarray
    languages: dict[str, np.ndarray] = field(default_factory=dict)
    values: np.ndarray
    read_at: float


class ExactSearch:
    """Compares questions with all vectors of one edition."""

    def __init__(self, edition: Edition) -> None:
        """Create the search; vectors are read when they are first needed."""
        self._edition = edition
        self._matrix: _Matrix | None = None
        self._reading = threading.Lock()
        self._used_at = time.monotonic()

    def search(
        self, question: np.ndarray, limit: int, *, read: bool = True
    ) -> list[tuple[int, float]] | None:
        """Return passage ids and cosines, at most `limit` for each language, best first.

        `question` is a vector of length 1, float32, shape (dimensions,). Returns None while the
        vectors are being read, or if there are too many. Unless `read` is set, many vectors are not
        read for this question.
        """
        self._used_at = time.monotonic()
        matrix = self._current(read=read)
        if matrix is None:
            return None
        found: list[tuple[int, float]] = []
        scores = matrix.values @ question if len(matrix.values) else np.empty(0)
        for rows in matrix.languages.values():
            own = scores[rows]
            best = np.argpartition(-own, limit - 1)[:limit] if len(own) > limit else range(len(own))
            found += [(int(matrix.passage_ids[rows[i]]), float(own[i])) for i in best]
        return sorted(found, key=lambda item: -item[1])

    @property
    def ready(self) -> bool:
        """Whether the next question can be answered."""
        return self._matrix is not None or self._size() <= _SMALL

    @property
    def idle(self) -> bool:
        """Whether no question has been asked for long."""
        return time.monotonic() - self._used_at > _IDLE

    def refresh(self) -> None:
        """Bring the vectors in memory up to date. Reading 100,000 takes seconds."""
        with self._reading:
            self._refresh()

    def _current(self, *, read: bool) -> _Matrix | None:
        """Return the vectors, or None if they are not in memory. Have them read if necessary."""
        matrix = self._matrix
        size = len(matrix.all_keys) if matrix else self._size()
        if size <= _SMALL:
            self.refresh()
        elif (
            read
            and size <= _MAX_PASSAGES
            and (matrix is None or time.monotonic() - matrix.read_at > _STALE)
        ):
            self._refresh_in_background()
        return self._matrix

    def _size(self) -> int:
        return self._edition.passages.count()

    def _refresh_in_background(self) -> None:
        """Read the vectors in a thread, unless they are already being read."""
        if self._reading.acquire(blocking=False):
            try:
                threading.Thread(
                    target=self._refresh_in_thread, name="vectors", daemon=True
                ).start()
            except RuntimeError:
                self._reading.release()

    def _refresh_in_thread(self) -> None:
        try:
            self._refresh()
        except Exception:
            logger.warning("The vectors can't be read now.", exc_info=True)
        finally:
            self._reading.release()
            connections.close_all()

    def _refresh(self) -> None:
        rows: Any = self._edition.passages.values_list("pk", "text_hash", "source__locale")
        all_keys: list[_Key] = list(rows.order_by("pk")[:_MAX_PASSAGES])
        old = self._matrix
        if old is None or old.all_keys != all_keys or len(old.keys) < len(all_keys):
            self._matrix = self._make_matrix(all_keys, old)
        else:
            self._matrix = _Matrix(
                all_keys=all_keys,
                keys=old.keys,
                passage_ids=old.passage_ids,
                languages=old.languages,
                values=old.values,
                read_at=time.monotonic(),
            )

    def _make_matrix(self, all_keys: list[_Key], old: _Matrix | None) -> _Matrix:
        """Return a matrix for these keys; vectors that `old` has are not read again."""
        places = {key[1]: place for place, key in enumerate(old.keys)} if old else {}
        keys: list[_Key] = []
        values: np.ndarray | None = None
        for start in range(0, len(all_keys), _BATCH):
            batch = all_keys[start : start + _BATCH]
            missing = [key[1] for key in batch if key[1] not in places]
            known = embeddings_table.passage_vectors(self._edition.model, missing)
            for key in batch:
                vector = known.get(key[1])
                if vector is None and old is not None and key[1] in places:
                    vector = old.values[places[key[1]]]
                if vector is None:
                    continue
                if values is None:
                    values = np.empty((len(all_keys), len(vector)), dtype=np.float32)
                values[len(keys)] = vector
                keys.append(key)
        rows_by_language: dict[str, list[int]] = {}
        for place, (_, _, language) in enumerate(keys):
            rows_by_language.setdefault(language, []).append(place)
        return _Matrix(
            all_keys=all_keys,
            keys=keys,
            passage_ids=np.fromiter((key[0] for key in keys), dtype=np.int64, count=len(keys)),
            languages={name: np.array(rows) for name, rows in rows_by_language.items()},
            values=np.empty((0, 0), np.float32) if values is None else values[: len(keys)],
            read_at=time.monotonic(),
        )


_searches: dict[int, ExactSearch] = {}
_lock = threading.Lock()


def search_of(edition: Edition) -> ExactSearch:
    """Return this process's exact search of an edition, and drop idle ones of other editions."""
    with _lock:
        search = _searches.get(edition.pk)
        if search is None:
            for number in [n for n, other in _searches.items() if other.idle]:
                del _searches[number]
            search = _searches[edition.pk] = ExactSearch(edition)
        return search


def drop_idle() -> None:
    """Free the memory of editions that nobody has asked for long."""
    if _searches:
        with _lock:
            for number in [n for n, search in _searches.items() if search.idle]:
                del _searches[number]


def clear() -> None:
    """Free the memory of all editions."""
    with _lock:
        _searches.clear()


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()
    _searches.clear()


os.register_at_fork(after_in_child=_after_fork)
