"""One generation of the vector store: a Chroma collection for each language.

Owns what is asked of Chroma and what its errors mean. Refuses to know which passages belong in the
store; `repairer` makes it hold what the database says.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from assistant.db import ThreadPool
from assistant.exceptions import IndexUnavailable
from assistant.index.dense.chroma.in_memory import MAX_PASSAGES, CollectionCopy

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

#: Records in one call. Chroma takes at most 5,461; smaller batches let questions in between.
BATCH = 1_000
#: Breadth of the graph search: how many neighbours HNSW keeps while it searches. A compromise of
#: recall and time (docs/figures.md, Breadth of Chroma's graph search).
_EF_SEARCH = 200
#: Configuration of new collections; only "cosine" can't be changed later.
CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}}
#: A question asks the collections of all languages at once; two cores then answer in half the time.
_threads = ThreadPool("vectors", 4)
#: Most distance of a stored vector from itself, as Chroma computes it in float32.
_MAX_SELF_DISTANCE = 1e-3
#: Seconds that a check waits for an answer: opening a large index takes a while.
CHECK_TIMEOUT = 60.0


#: Passage ids and cosines.
Neighbours = list[tuple[int, float]]


class StoreRuined(IndexUnavailable):
    """The store is damaged: it answers nonsense or not at all, and has to be rebuilt."""


class StoreDown(IndexUnavailable):
    """The store can't be reached or written now; it may be intact."""


class StoreOpening(StoreDown):
    """The store is still being opened, which takes a moment."""


class Row(NamedTuple):
    """A passage as the store keeps it; its vector is float32, shape (dimensions,)."""

    passage: int
    text_hash: str
    vector: np.ndarray


class Collections:
    """The collections of one generation.

    Thread-safe; once retired, closed when the last use ends.
    """

    def __init__(
        self,
        number: int,
        known: Mapping[str, Collection],
        *,
        create: Callable[[str], Collection],
        close: Callable[[], None],
        translate_error: Callable[[BaseException], IndexUnavailable],
        unsealed: bool = False,
        exclusive: bool = False,
    ) -> None:
        """`known` are the existing collections by language; `create` makes another one.

        `close` is called at the end. `translate_error` translates an error of Chroma's. `unsealed`
        says that the store was not closed properly, so that passages may be missing. `exclusive`
        says that nobody else writes to the store, so that small collections can be copied to
        memory.
        """
        self.number = number
        self._known, self._create, self._close = dict(known), create, close
        self._translate_error = translate_error
        self._exclusive = exclusive
        #: Copies of small collections by language; the lock is held while one is written with its
        #: collection.
        self._copies: dict[str, CollectionCopy] = {}
        self._copying = threading.RLock()
        self._changing = threading.Lock()
        self._users, self._retired = 0, False
        self._since = time.monotonic()
        #: Whether the store was left in a state in which it may lack passages.
        self.unsealed = unsealed

    def age(self) -> float:
        """Return the seconds since it was opened."""
        return time.monotonic() - self._since

    @property
    def locales(self) -> list[str]:
        """The languages that have a collection."""
        return list(self._known)

    def start_search(
        self, question: np.ndarray, limit: int, timeout: float
    ) -> Callable[[], Neighbours]:
        """Start a search and return a function that waits for its result.

        `question` is a vector of length 1, float32, shape (dimensions,). The result has passage ids
        and cosines, at most `limit` for each language, best first. Both functions raise StoreRuined
        or StoreDown, the second after at most `timeout` seconds.
        """
        copies = dict(self._copies)
        with self._translating_errors():
            searches = [
                _threads.submit(self._nearest, collection, question, limit)
                for locale, collection in list(self._known.items())
                if locale not in copies
            ]
            copied = [item for copy in copies.values() for item in copy.nearest(question, limit)]

        def result() -> Neighbours:
            with self._translating_errors():
                items = [item for answer in self._answers(searches, timeout) for item in answer]
            return sorted([*copied, *items], key=lambda item: -item[1])

        return result

    def write(self, locale: str, rows: Sequence[Row]) -> None:
        """Write passages, replacing those with the same ids. Raises StoreRuined, StoreDown."""
        with self.in_use(), self._translating_errors():
            collection = self._collection(locale)
            with self._copy_of(locale) as copy:
                self._upsert(collection, rows)
                if copy is not None and rows:
                    copy.upsert(
                        (row.passage for row in rows), np.array([row.vector for row in rows])
                    )

    def _upsert(self, collection: Collection, rows: Sequence[Row]) -> None:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            collection.upsert(
                ids=[str(row.passage) for row in batch],
                embeddings=[row.vector for row in batch],
                metadatas=[{"hash": row.text_hash} for row in batch],
            )

    def remove(self, passages: Sequence[int], locale: str | None = None) -> None:
        """Remove passages from one language, or from all; unknown ids are ignored.

        Raises StoreRuined, StoreDown.
        """
        if not passages:
            return
        with self.in_use(), self._translating_errors():
            for name, collection in list(self._known.items()):
                if locale not in (None, name):
                    continue
                with self._copy_of(name) as copy:
                    for start in range(0, len(passages), BATCH):
                        batch = passages[start : start + BATCH]
                        collection.delete(ids=[str(number) for number in batch])
                    if copy is not None:
                        copy.remove(passages)

    def counts(self) -> dict[str, int]:
        """Return the number of passages by language. Raises StoreRuined, StoreDown."""
        with self.in_use(), self._translating_errors():
            return {name: collection.count() for name, collection in self._known.items()}

    def text_hashes(self, locale: str) -> dict[int, str]:
        """Return the text hash of each passage of a language. Raises StoreRuined, StoreDown."""
        collection = self._known.get(locale)
        if collection is None:
            return {}
        with self.in_use(), self._translating_errors():
            rows: Any = collection.get(include=["metadatas"])
            return _text_hashes(rows)

    def sample_text_hashes(self, locale: str, count: int) -> dict[int, str]:
        """Return some adjacent passages of a language and their text hashes, from a random place.

        Raises StoreRuined, StoreDown.
        """
        with self.in_use(), self._translating_errors():
            collection = self._known[locale]
            start = random.randrange(max(1, collection.count() - count + 1))  # noqa: S311
            rows: Any = collection.get(limit=count, offset=start, include=["metadatas"])
            return _text_hashes(rows)

    def can_find(self, locale: str, row: Row) -> bool:
        """Return whether a search for a stored vector finds it. Raises StoreRuined, StoreDown."""
        with self.in_use(), self._translating_errors():
            searches = [_threads.submit(self._nearest, self._known[locale], row.vector, 3)]
            found = next(iter(self._answers(searches, CHECK_TIMEOUT)))
        return bool(found) and found[0][1] > 1 - _MAX_SELF_DISTANCE

    def load(self) -> None:
        """Read the store into memory, so that no question waits for it.

        Raises StoreRuined, StoreDown.
        """
        with self.in_use(), self._translating_errors():
            for locale, collection in self._known.items():
                one: Any = collection.get(limit=1, include=["embeddings"])
                if one["ids"]:
                    search = partial(self._nearest, collection, one["embeddings"][0], 1)
                    list(self._answers([_threads.submit(search)], CHECK_TIMEOUT))
                self._copy(locale, collection)

    def _copy(self, locale: str, collection: Collection) -> None:
        """Copy a small collection to memory, if nobody else writes to the store."""
        if not self._exclusive:
            return
        with self._copying:
            if collection.count() <= MAX_PASSAGES:
                rows: Any = collection.get(include=["embeddings"])
                self._copies[locale] = CollectionCopy(map(int, rows["ids"]), rows["embeddings"])

    @contextmanager
    def _copy_of(self, locale: str) -> Iterator[CollectionCopy | None]:
        """Yield the copy of a collection, to be changed together with the collection, or None.

        The copy is dropped if the change fails or makes it too large.
        """
        with self._copying:
            copy = self._copies.get(locale)
            try:
                yield copy
            except BaseException:
                self._copies.pop(locale, None)
                raise
            if copy is not None and len(copy) > MAX_PASSAGES:
                self._copies.pop(locale, None)

    def retire(self) -> None:
        """Close the store as soon as nobody uses it."""
        with self._changing:
            self._retired, was = True, self._retired
            last = not was and self._users == 0
        if last:
            self._close()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the store open meanwhile. Raises StoreDown if it is closed already."""
        with self._changing:
            if self._retired and not self._users:
                raise StoreDown("The vector store is being changed.")
            self._users += 1
        try:
            yield
        finally:
            with self._changing:
                self._users -= 1
                last = self._retired and self._users == 0
            if last:
                self._close()

    def _collection(self, locale: str) -> Collection:
        """Return the collection of a language, creating it if necessary."""
        with self._changing:
            if locale not in self._known:
                self._known = {**self._known, locale: self._create(locale)}
                if self._exclusive:
                    self._copies[locale] = CollectionCopy((), np.empty((0, 0), dtype=np.float32))
            return self._known[locale]

    def _nearest(self, collection: Collection, question: np.ndarray, limit: int) -> Neighbours:
        """Return ids and cosines of the passages of a collection nearest to a question."""
        with self.in_use(), self._translating_errors():
            answer = collection.query(
                query_embeddings=[question], n_results=limit, include=["distances"]
            )
            distances = (answer["distances"] or [[]])[0]
            return [
                (int(key), 1 - float(distance))
                for key, distance in zip(answer["ids"][0], distances, strict=True)
            ]

    def _answers(
        self, searches: Sequence[Future[Neighbours]], timeout: float
    ) -> Iterator[Neighbours]:
        """Yield the results of searches as they arrive, in order.

        Raises StoreDown if one takes longer than `timeout` seconds.
        """
        try:
            for future in searches:
                yield future.result(timeout)
        except FutureTimeout:
            # Chroma's core may hang on a damaged store. Its thread is lost: it must not be waited
            # for again, and the store must not be closed while it runs.
            with self._changing:
                self._users += 1
            _threads.give_up()
            raise StoreDown("The vector store does not answer in time.") from None
        finally:
            for future in searches:
                future.cancel()

    @contextmanager
    def _translating_errors(self) -> Iterator[None]:
        """Turn errors of Chroma's into ours."""
        try:
            yield
        except (IndexUnavailable, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            # Chroma's core raises bare exceptions, and panics that are no subclass of Exception.
            raise self._translate_error(error) from error


def _text_hashes(rows: Any) -> dict[int, str]:
    """Return the text hash of each passage in Chroma's answer."""
    return {
        int(key): str(meta["hash"])
        for key, meta in zip(rows["ids"], rows["metadatas"], strict=True)
    }
