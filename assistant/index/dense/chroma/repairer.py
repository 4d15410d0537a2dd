"""Makes the vector store of an edition hold what the database holds: checks, repairs, rebuilds it.

Owns the decision when the store is trusted. A question never waits for a repair: it gets an error,
and is answered without the store, while a new generation is built beside the old one.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator

from django.db import connections, transaction
from django.db.models import Count

from assistant.exceptions import IndexUnavailable
from assistant.index import embeddings_table
from assistant.index.dense.chroma.collections import (
    BATCH,
    Collections,
    Row,
    StoreDown,
    StoreRuined,
)
from assistant.index.dense.chroma.generations import Generations
from assistant.limits import CircuitBreaker
from assistant.models import Generation

logger = logging.getLogger(__name__)

#: Called with the number of passages written and of all passages.
Progress = Callable[[int, int], None]

#: Seconds that the store is left alone after a failure, so that in an outage only one question in
#: so many seconds waits in vain.
_REST = 8.0
#: Most seconds between two attempts to repair it.
_MAX_DELAY = 300.0
#: A store that has lost more than this share of its passages, and more than this number, is rebuilt
#: beside what is left.
_LOST_SHARE, _LOST_AT_LEAST = 0.5, 100
#: Seconds between two full comparisons with the database if nothing else calls for one.
_FULL_CHECK_EVERY = 24 * 3_600
#: Up to so many passages are rebuilt at once, in a few seconds; more in a thread.
_QUICKLY_REBUILT = 5_000
#: Number of passages of each language that a check searches for.
_SAMPLE = 3
#: A new generation is compared again while passages change, at most so many times.
_MAX_PASSES = 10


class Repairer:
    """Repairs one edition's vector store, and remembers when it was last in order."""

    def __init__(self, generations: Generations) -> None:
        """Check nothing yet."""
        self._generations = generations
        self._store, self._edition = generations.store, generations.edition
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._breaker, self._last_error = CircuitBreaker(_REST), ""
        #: Whether the next repair compares everything, and whether this process makes repairs.
        self._doubted, self._is_repairer = False, False
        self._compared_at = -math.inf if self._store.remote else 0.0
        self._failures, self._retry_at = 0, 0.0
        #: How many passages of each language the store lacked at the last comparison because their
        #: vectors are not in the database.
        self._lacking: dict[str, int] = {}
        #: Progress of a rebuild: passages written and all passages. None if there is no rebuild.
        self.rebuilding: tuple[int, int] | None = None

    def stop(self) -> None:
        """Wait for the repair that ends because the generations are `closed`."""
        if self._thread is not None:
            self._thread.join(timeout=30)

    def raise_if_resting(self) -> None:
        """Raise StoreDown while the store is left alone after a failure."""
        if self._breaker.is_open:
            raise StoreDown(self._last_error)

    def record_failure(self, error: IndexUnavailable) -> None:
        """Leave the store alone for a while after an error, and have it repaired."""
        self._last_error = str(error)
        self._breaker.trip()
        self.doubt()
        self._repair_soon()

    def doubt(self) -> None:
        """Have everything compared at the next repair."""
        self._doubted = True

    def _record_success(self) -> None:
        """Forget earlier errors."""
        self._doubted, self._last_error = False, ""
        self._breaker.reset()
        self._failures, self._retry_at = 0, 0.0

    def is_quickly_rebuilt(self) -> bool:
        """Return whether a rebuild takes only seconds."""
        count: int = self._generations.passages().count()
        return count <= _QUICKLY_REBUILT

    def repair(self, *, thorough: bool = False, wait: bool = True) -> int:
        """Make the store hold what the database holds; return how many passages were repaired.

        Only cheap checks are made, unless `thorough` is set or one of them fails. A store that
        can't be trusted is rebuilt: at once, or in a thread if that takes long and `wait` is not
        set. Nothing is done while another process repairs it. Raises IndexUnavailable.
        """
        self._is_repairer = True
        if not self._lock.acquire(blocking=wait):
            return 0
        try:
            with self._store.repair_lock(self._edition.pk) as locked:
                return self._repair_locked(thorough=thorough, wait=wait) if locked else 0
        finally:
            self._lock.release()

    def _repair_locked(self, *, thorough: bool, wait: bool) -> int:
        # No process builds a generation now, so an inactive one was abandoned.
        self._generations.delete(Generation.objects.filter(edition=self._edition, active=False))
        try:
            # Rebuilding few passages is faster than trying out whether the store survived a killed
            # process.
            probe = not self.is_quickly_rebuilt()
            collections = self._generations.active(wait=True, probe=probe)
            self._examine(collections)
            doubted = self._doubted or collections.unsealed
            if self._compared_at:
                doubted = doubted or time.monotonic() - self._compared_at > _FULL_CHECK_EVERY
            repaired = 0
            if self._counts_differ(collections) or doubted or thorough:
                repaired = self._compare(collections)
                collections.unsealed, self._compared_at = False, time.monotonic()
            self._record_success()
            return repaired
        except StoreDown as error:
            self.record_failure(error)
            raise
        except IndexUnavailable as error:
            if Generation.objects.filter(edition=self._edition, active=True).exists():
                logger.warning("The vector store is rebuilt: %s", error)
            if wait or self.is_quickly_rebuilt():
                return self._rebuild(ruined=True)
            self._repair_soon()
            return 0

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new generation beside the old one, switch to it, and return its passages' number.

        Raises IndexUnavailable; the old generation then stays.
        """
        self._is_repairer = True
        with self._lock, self._store.repair_lock(self._edition.pk) as locked:
            if not locked:
                raise StoreDown("Another process is rebuilding the vector store now.")
            return self._rebuild(ruined=False, progress=progress)

    def _rebuild(self, *, ruined: bool, progress: Progress | None = None) -> int:
        generations = Generation.objects.filter(edition=self._edition)
        if ruined:
            # It can't answer, and its disk space may be needed.
            self._generations.delete(generations)
        self._generations.delete(generations.filter(active=False))
        old = self._generations.active_number()
        new = Generation.objects.create(edition=self._edition)
        try:
            count = self._fill(new.pk, progress)
            with transaction.atomic():
                generations.exclude(pk=new.pk).update(active=False)
                generations.filter(pk=new.pk).update(active=True)
        except BaseException as error:
            self._generations.delete(generations.filter(pk=new.pk))
            if isinstance(error, IndexUnavailable):
                self.record_failure(error)
            raise
        finally:
            self.rebuilding = None
        self._generations.delete(generations.exclude(pk=new.pk))
        self._compared_at = time.monotonic()
        self._record_success()
        logger.info(
            "Vector store: %d passages in generation %d (was %s).", count, new.pk, old or "none"
        )
        return count

    def _fill(self, number: int, progress: Progress | None) -> int:
        """Write all passages to a new generation and return their number."""
        total = self._generations.passages().count()
        collections = self._generations.create(number, total)

        def report(done: int, of: int) -> None:
            self.rebuilding = (done, of)
            if progress:
                progress(done, of)

        report(0, total)
        for _ in range(_MAX_PASSES):
            if self._compare(collections, report) == 0:
                break
        return sum(collections.counts().values())

    def _repair_soon(self) -> None:
        """Repair the store in a thread, unless one does already.

        Only in a process that has repaired or rebuilt it before: others leave that to it.
        """
        if (
            not self._is_repairer
            or self._generations.closed.is_set()
            or time.monotonic() < self._retry_at
        ):
            return
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(
                target=self._repair_in_thread, name="mending", daemon=True
            )
            self._thread.start()

    def _repair_in_thread(self) -> None:
        # Repeated after increasing delays: a full disk stays full.
        self._failures += 1
        delay = min(_REST * 2**self._failures, _MAX_DELAY)
        self._retry_at = time.monotonic() + delay
        try:
            self.repair()
        except IndexUnavailable as error:
            if not self._generations.closed.is_set():
                logger.warning("The vector store can't be mended now: %s", error)
        except Exception:
            logger.exception("The vector store can't be mended now.")
        finally:
            connections.close_all()

    def _examine(self, collections: Collections) -> None:
        """Raise StoreRuined unless the files look right and stored vectors are found."""
        if reason := self._store.damage(collections.number):
            raise StoreRuined(f"In the vector store {reason}.")
        for locale in collections.locales:
            sample = collections.sample_text_hashes(locale, _SAMPLE)
            known = embeddings_table.passage_vectors(self._edition.model, sample.values())
            rows = [Row(n, key, known[key]) for n, key in sample.items() if key in known]
            missed = sum(not collections.can_find(locale, row) for row in rows)
            # The graph may fail to find one vector; a damaged store fails to find most.
            if missed > len(rows) / 2:
                raise StoreRuined("The vector store does not find what it holds.")
            self._doubted = self._doubted or missed > 0

    def _counts_differ(self, collections: Collections) -> bool:
        """Return whether a language has more or fewer passages than it should.

        Raises StoreRuined if most passages are gone.
        """
        held, wanted = collections.counts(), self._wanted_counts()
        total, lost = sum(wanted.values()), 0
        for locale, count in wanted.items():
            lost += max(0, count - held.get(locale, 0) - self._lacking.get(locale, 0))
        if lost > max(_LOST_AT_LEAST, _LOST_SHARE * total):
            raise StoreRuined("The vector store has lost most passages.")
        return any(
            wanted.get(locale, 0) - held.get(locale, 0) != self._lacking.get(locale, 0)
            for locale in {*held, *wanted}
        )

    def _wanted_counts(self) -> dict[str, int]:
        rows = (
            self._generations.passages()
            .values_list("source__locale")
            .annotate(Count("pk"))
            .order_by()
        )
        return dict(rows)

    def _compare(self, collections: Collections, progress: Progress | None = None) -> int:
        """Compare a generation with the database, write the difference and return its size."""
        wanted: dict[str, dict[int, str]] = {}
        rows = (
            self._generations.passages().values_list("pk", "text_hash", "source__locale").order_by()
        )
        for number, text_hash, locale in rows.iterator(chunk_size=5_000):
            wanted.setdefault(locale, {})[number] = text_hash
        total, repaired, done = sum(map(len, wanted.values())), 0, 0
        lacking: dict[str, int] = {}
        for locale in sorted({*wanted, *collections.locales}):
            passages = wanted.get(locale, {})
            held = collections.text_hashes(locale)
            surplus = [number for number in held if number not in passages]
            collections.remove(surplus, locale)
            missing = [(n, key) for n, key in passages.items() if held.get(n) != key]
            done += len(passages) - len(missing)
            for batch in _batches(missing):
                if self._generations.closed.is_set():
                    raise StoreDown("The vector store is being closed.")
                known = embeddings_table.passage_vectors(
                    self._edition.model, (key for _, key in batch)
                )
                found = [Row(n, key, known[key]) for n, key in batch if key in known]
                collections.write(locale, found)
                repaired += len(found)
                done += len(batch)
                lacking[locale] = lacking.get(locale, 0) + len(batch) - len(found)
                if progress:
                    progress(done, total)
            repaired += len(surplus)
        self._lacking = lacking
        return repaired


def _batches(rows: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
