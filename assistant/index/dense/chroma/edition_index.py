"""An edition's index in the vector store: searched, written, compared with the database, repaired.

Owns the decision when the store is trusted. A question never waits for a repair: it gets an error,
and is answered without the store, while a new generation is built beside the old one.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

import numpy as np
from django.db import connections, transaction
from django.db.models import Count

from assistant.db import CompiledQuery
from assistant.exceptions import IndexUnavailable
from assistant.index import embeddings_table
from assistant.index.dense.chroma.collections import (
    BATCH,
    Collections,
    Neighbours,
    Row,
    StoreDown,
    StoreOpening,
    StoreRuined,
)
from assistant.index.dense.chroma.server import hurried
from assistant.limits import CircuitBreaker
from assistant.models import Edition, Generation

logger = logging.getLogger(__name__)

#: Called with the number of passages written and of all passages.
Progress = Callable[[int, int], None]

#: Seconds that a question waits for the store, and that the store is left alone after a failure, so
#: that in an outage only one question in so many seconds waits in vain.
_QUESTION, _REST = 3.0, 8.0
#: Most seconds between two attempts to repair it.
_LONGEST = 300.0
#: Seconds after which a process looks for collections that other processes have added on a server.
_STALE = 15.0
#: A store that has lost more than this share of its passages, and more than this number, is rebuilt
#: beside what is left.
_LOST, _LOST_AT_LEAST = 0.5, 100
#: Seconds between two full comparisons with the database if nothing else calls for one.
_THOROUGH = 24 * 3_600
#: Up to so many passages are rebuilt at once, in a few seconds; more in a thread.
_FEW = 5_000
#: Number of passages of each language that a check searches for.
_SAMPLE = 3
#: A new generation is compared again while passages change, at most so many times.
_PASSES = 10


_ACTIVE = CompiledQuery(
    lambda edition: (
        Generation.objects.filter(edition=edition, active=True).order_by("pk").values_list("pk")
    )
)


class Store(Protocol):
    """Where generations are kept: in a folder or on a server."""

    remote: bool

    def close(self) -> None: ...
    def building(self, edition: int) -> list[int]: ...
    def alone(self, edition: int) -> Any: ...
    def open(self, number: int, *, probe: bool = False) -> Collections: ...
    def create(self, number: int, passages: int) -> Collections: ...
    def suspicion(self, number: int) -> str: ...
    def sweep(self) -> None: ...


class Index:
    """One edition's index in the vector store, shared by all threads of this process."""

    def __init__(self, store: Store, edition: Edition) -> None:
        """Create the index; the store is opened when it is first needed."""
        self._store, self._edition = store, edition
        self._opening = threading.Lock()
        self._opened: dict[int, Collections] = {}
        self._mending = threading.RLock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()
        self._breaker, self._trouble = CircuitBreaker(_REST), ""
        self._doubted, self._mends = False, False
        self._compared_at = -math.inf if store.remote else 0.0
        self._failures, self._mend_again_at = 0, 0.0
        #: How many passages of each language the store lacked at the last comparison because their
        #: vectors are not in the database.
        self._lacking: dict[str, int] = {}
        #: Progress of a rebuild: passages written and all passages. None if there is no rebuild.
        self.rebuilding: tuple[int, int] | None = None

    def close(self) -> None:
        """Stop repairs and close the store."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
        with self._opening:
            opened, self._opened = self._opened, {}
        for collections in opened.values():
            collections.retire()

    # Searching

    def search(self, question: np.ndarray, limit: int) -> Neighbours:
        """Return passage ids and cosines, at most `limit` for each language, best first.

        `question` is a vector of length 1, float32, shape (dimensions,). Raises IndexUnavailable,
        soon, if the store is down, damaged or being opened.
        """
        return self.asking(limit)(question)()

    def asking(self, limit: int) -> Callable[[np.ndarray], Callable[[], Neighbours]]:
        """Prepare a search that can start in any thread, without the database.

        Returns a function that takes the question's vector, starts the search and never fails. It
        returns another one that waits for the result, uses the database, and returns what `search`
        does. `asking` and the last function raise IndexUnavailable.
        """
        if self._breaker.is_open:
            raise StoreDown(self._trouble)
        with self._for_a_question():
            collections = self._active(wait=False)
            if not collections.locales and self._passages().exists():
                raise StoreRuined("The vector store is empty.")

        def begin(question: np.ndarray) -> Callable[[], Neighbours]:
            try:
                asked = collections.ask(question, limit, _QUESTION)
            except IndexUnavailable as error:
                asked = partial(_raised, error)
            return partial(self._found, collections, asked, question, limit)

        return begin

    def _found(
        self,
        collections: Collections,
        asked: Callable[[], Neighbours],
        question: np.ndarray,
        limit: int,
    ) -> Neighbours:
        """Wait for the result; if the generation was replaced meanwhile, ask the new one."""
        with self._for_a_question():
            try:
                return asked()
            except StoreRuined:
                if self._number() == collections.number:
                    raise
                # Another process has switched to a new generation meanwhile.
                return self._active(wait=False).ask(question, limit, _QUESTION)()

    @contextmanager
    def _for_a_question(self) -> Iterator[None]:
        """Limit the time that the server has to answer.

        After a failure, leave the store alone for a while.
        """
        try:
            with hurried(_QUESTION):
                yield
        except StoreOpening:
            raise
        except IndexUnavailable as error:
            self._rest(error)
            raise

    def count(self) -> int:
        """Return the number of passages in the store. Raises IndexUnavailable."""
        if self._breaker.is_open:
            raise StoreDown(self._trouble)
        with self._for_a_question():
            return sum(self._active(wait=False).counts().values())

    # Writing

    def write(self, locale: str, rows: Sequence[tuple[int, str, np.ndarray]]) -> None:
        """Write passages: id, text hash and vector, float32, shape (dimensions,).

        Raises IndexUnavailable.
        """
        if rows:
            self._change(lambda to: to.write(locale, [Row(*row) for row in rows]))

    def remove(self, passages: Sequence[int]) -> None:
        """Remove passages of whatever language; unknown ids are ignored.

        Raises IndexUnavailable.
        """
        if passages:
            self._change(lambda to: to.remove(passages))

    def _change(self, act: Callable[[Collections], None]) -> None:
        """Change the generation that answers and those that are being built.

        A failure does not matter on a generation that is about to be replaced or is not complete
        yet. A damaged store is repaired, at once if that takes only seconds.
        """
        try:
            self._change_all(act)
        except StoreDown:
            raise
        except IndexUnavailable:
            self.heal(wait=self._passages().count() <= _FEW)
            self._change_all(act)

    def _change_all(self, act: Callable[[Collections], None]) -> None:
        """Make the change in all generations; raise the error if it succeeded in none."""
        done, failed = False, None
        # The generations are listed after the passages were committed: whoever builds one that is
        # not listed has yet to read these passages.
        for number in (self._number(), *self._being_built()):
            if number is None:
                continue
            try:
                act(self._open(number))
                done = True
            except IndexUnavailable as error:
                failed = error
        if not done:
            self._doubted = True
            raise failed or StoreRuined("There is no vector store yet.")

    # Repairing

    def heal(self, *, thorough: bool = False, wait: bool = True) -> int:
        """Make the store hold what the database holds; return how many passages were repaired.

        Only cheap checks are made, unless `thorough` is set or one of them fails. A store that
        can't be trusted is rebuilt: at once, or in a thread if that takes long and `wait` is not
        set. Nothing is done while another process repairs it. Raises IndexUnavailable.
        """
        self._mends = True
        if not self._mending.acquire(blocking=wait):
            return 0
        try:
            with self._store.alone(self._edition.pk) as mine:
                return self._heal(thorough=thorough, wait=wait) if mine else 0
        finally:
            self._mending.release()

    def _heal(self, *, thorough: bool, wait: bool) -> int:
        # No process builds a generation now, so an inactive one was abandoned.
        self._let_go(Generation.objects.filter(edition=self._edition, active=False))
        try:
            # Rebuilding few passages is faster than trying out whether the store survived a killed
            # process.
            probe = self._passages().count() > _FEW
            collections = self._active(wait=True, probe=probe)
            self._examine(collections)
            doubted = self._doubted or collections.doubtful
            if self._compared_at:
                doubted = doubted or time.monotonic() - self._compared_at > _THOROUGH
            mended = 0
            if self._differs(collections) or doubted or thorough:
                mended = self._compare(collections)
                collections.doubtful, self._compared_at = False, time.monotonic()
            self._recovered()
            return mended
        except StoreDown as error:
            self._rest(error)
            raise
        except IndexUnavailable as error:
            if Generation.objects.filter(edition=self._edition, active=True).exists():
                logger.warning("The vector store is rebuilt: %s", error)
            if wait or self._passages().count() <= _FEW:
                return self._rebuild(ruined=True)
            self._mend_soon()
            return 0

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new generation beside the old one, switch to it, and return its passages' number.

        Raises IndexUnavailable; the old generation then stays.
        """
        self._mends = True
        with self._mending, self._store.alone(self._edition.pk) as mine:
            if not mine:
                raise StoreDown("Another process is rebuilding the vector store now.")
            return self._rebuild(ruined=False, progress=progress)

    def _rebuild(self, *, ruined: bool, progress: Progress | None = None) -> int:
        generations = Generation.objects.filter(edition=self._edition)
        if ruined:
            # It can't answer, and its disk space may be needed.
            self._let_go(generations)
        self._let_go(generations.filter(active=False))
        old = self._number()
        new = Generation.objects.create(edition=self._edition)
        try:
            count = self._fill(new.pk, progress)
            with transaction.atomic():
                generations.exclude(pk=new.pk).update(active=False)
                generations.filter(pk=new.pk).update(active=True)
        except BaseException as error:
            self._let_go(generations.filter(pk=new.pk))
            if isinstance(error, IndexUnavailable):
                self._rest(error)
            raise
        finally:
            self.rebuilding = None
        self._let_go(generations.exclude(pk=new.pk))
        self._compared_at = time.monotonic()
        self._recovered()
        logger.info(
            "Vector store: %d passages in generation %d (was %s).", count, new.pk, old or "none"
        )
        return count

    def _fill(self, number: int, progress: Progress | None) -> int:
        """Write all passages to a new generation and return their number."""
        total = self._passages().count()
        collections = self._store.create(number, total)
        with self._opening:
            self._opened[number] = collections

        def told(done: int, of: int) -> None:
            self.rebuilding = (done, of)
            if progress:
                progress(done, of)

        told(0, total)
        for _ in range(_PASSES):
            if self._compare(collections, told) == 0:
                break
        return sum(collections.counts().values())

    def _let_go(self, generations: Any) -> None:
        """Delete generations, here and in the store."""
        numbers = list(generations.values_list("pk", flat=True))
        with self._opening:
            closing = [self._opened.pop(number, None) for number in numbers]
        for collections in closing:
            if collections is not None:
                collections.retire()
        generations.delete()
        self._sweep()

    def _sweep(self) -> None:
        """Delete from the store what belongs to deleted generations.

        A failure leaves it for the next time.
        """
        try:
            self._store.sweep()
        except IndexUnavailable as error:
            logger.debug("Left-overs of the vector store stay for now: %s", error)

    def _mend_soon(self) -> None:
        """Repair the store in a thread, unless one does already.

        Only in a process that has repaired or rebuilt it before: others leave that to it.
        """
        if not self._mends or self._closed.is_set() or time.monotonic() < self._mend_again_at:
            return
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._mend, name="mending", daemon=True)
            self._thread.start()

    def _mend(self) -> None:
        # Repeated after increasing delays: a full disk stays full.
        self._failures += 1
        delay = min(_REST * 2**self._failures, _LONGEST)
        self._mend_again_at = time.monotonic() + delay
        try:
            self.heal()
        except IndexUnavailable as error:
            if not self._closed.is_set():
                logger.warning("The vector store can't be mended now: %s", error)
        except Exception:
            logger.exception("The vector store can't be mended now.")
        finally:
            connections.close_all()

    # Checking

    def _examine(self, collections: Collections) -> None:
        """Raise StoreRuined unless the files look right and stored vectors are found."""
        if reason := self._store.suspicion(collections.number):
            raise StoreRuined(f"In the vector store {reason}.")
        for locale in collections.locales:
            sample = collections.sample(locale, _SAMPLE)
            known = embeddings_table.passages(self._edition.model, sample.values())
            rows = [Row(n, key, known[key]) for n, key in sample.items() if key in known]
            missed = sum(not collections.finds(locale, row) for row in rows)
            # The graph may fail to find one vector; a damaged store fails to find most.
            if missed > len(rows) / 2:
                raise StoreRuined("The vector store does not find what it holds.")
            self._doubted = self._doubted or missed > 0

    def _differs(self, collections: Collections) -> bool:
        """Return whether a language has more or fewer passages than it should.

        Raises StoreRuined if most passages are gone.
        """
        held, wanted = collections.counts(), self._wanted_counts()
        total, lost = sum(wanted.values()), 0
        for locale, count in wanted.items():
            lost += max(0, count - held.get(locale, 0) - self._lacking.get(locale, 0))
        if lost > max(_LOST_AT_LEAST, _LOST * total):
            raise StoreRuined("The vector store has lost most passages.")
        return any(
            wanted.get(locale, 0) - held.get(locale, 0) != self._lacking.get(locale, 0)
            for locale in {*held, *wanted}
        )

    def _wanted_counts(self) -> dict[str, int]:
        rows = self._passages().values_list("source__locale").annotate(Count("pk")).order_by()
        return dict(rows)

    def _compare(self, collections: Collections, progress: Progress | None = None) -> int:
        """Compare a generation with the database, write the difference and return its size."""
        wanted: dict[str, dict[int, str]] = {}
        rows = self._passages().values_list("pk", "text_hash", "source__locale").order_by()
        for number, text_hash, locale in rows.iterator(chunk_size=5_000):
            wanted.setdefault(locale, {})[number] = text_hash
        total, mended, done = sum(map(len, wanted.values())), 0, 0
        lacking: dict[str, int] = {}
        for locale in sorted({*wanted, *collections.locales}):
            passages = wanted.get(locale, {})
            held = collections.held(locale)
            surplus = [number for number in held if number not in passages]
            collections.remove(surplus, locale)
            missing = [(n, key) for n, key in passages.items() if held.get(n) != key]
            done += len(passages) - len(missing)
            for batch in _batches(missing):
                if self._closed.is_set():
                    raise StoreDown("The vector store is being closed.")
                known = embeddings_table.passages(self._edition.model, (key for _, key in batch))
                found = [Row(n, key, known[key]) for n, key in batch if key in known]
                collections.write(locale, found)
                mended += len(found)
                done += len(batch)
                lacking[locale] = lacking.get(locale, 0) + len(batch) - len(found)
                if progress:
                    progress(done, total)
            mended += len(surplus)
        self._lacking = lacking
        return mended

    # Opening

    def _passages(self) -> Any:
        return self._edition.passages.all()

    def _number(self) -> int | None:
        rows = _ACTIVE.rows(self._edition.pk)
        return rows[0][0] if rows else None

    def _being_built(self) -> list[int]:
        """Return the generations that are not complete yet, in this process or in another."""
        if self._store.remote:
            return self._store.building(self._edition.pk)
        active = self._number()
        return [number for number in list(self._opened) if number != active]

    def _active(self, *, wait: bool, probe: bool = False) -> Collections:
        """Return the generation that answers. Raises StoreRuined if there is none.

        Unless `wait` is set, raises StoreOpening if another thread is opening it.
        """
        number = self._number()
        if number is None:
            raise StoreRuined("There is no vector store yet.")
        return self._open(number, wait=wait, probe=probe)

    def _open(self, number: int, *, wait: bool = True, probe: bool = False) -> Collections:
        """Return a generation's collections, and open them if necessary.

        `wait` is as in `_active`.
        """
        opened = self._opened.get(number)
        if opened is not None and not (self._store.remote and opened.age() > _STALE):
            return opened
        if self._closed.is_set():
            raise StoreDown("The vector store is being closed.")
        if not self._opening.acquire(blocking=wait):
            raise StoreOpening("The vector store is being opened.")
        try:
            if self._opened.get(number) is opened:
                collections = self._store.open(number, probe=probe)
                if not self._store.remote:
                    collections.load()
                self._opened[number] = collections
            return self._opened[number]
        finally:
            self._opening.release()

    def _rest(self, error: IndexUnavailable) -> None:
        """Leave the store alone for a while after an error, and have it repaired."""
        self._trouble = str(error)
        self._breaker.trip()
        self._doubted = True
        self._mend_soon()

    def _recovered(self) -> None:
        """Forget earlier errors."""
        self._doubted, self._trouble = False, ""
        self._breaker.reset()
        self._failures, self._mend_again_at = 0, 0.0


def _raised(error: IndexUnavailable) -> Neighbours:
    raise error


def _batches(rows: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
