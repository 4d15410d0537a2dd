"""The generations of an edition in the vector store: opens them, and deletes replaced ones.

A generation is a whole copy of the edition. Questions go to the active one; another may be
unfinished.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, Protocol

from assistant.db import CompiledQuery
from assistant.exceptions import IndexUnavailable
from assistant.index.dense.chroma.collections import (
    Collections,
    StoreDown,
    StoreOpening,
    StoreRuined,
)
from assistant.models import Edition, Generation

logger = logging.getLogger(__name__)

#: Seconds after which a process looks for collections that other processes have added on a server.
_STALE = 15.0

_ACTIVE = CompiledQuery(
    lambda edition: (
        Generation.objects.filter(edition=edition, active=True).order_by("pk").values_list("pk")
    )
)


class Store(Protocol):
    """Where generations are kept: in a folder or on a server."""

    remote: bool

    def close(self) -> None: ...
    def unfinished_generations(self, edition: int) -> list[int]: ...
    def repair_lock(self, edition: int) -> Any: ...
    def open(self, number: int, *, probe: bool = False) -> Collections: ...
    def create(self, number: int, passages: int) -> Collections: ...
    def damage(self, number: int) -> str: ...
    def sweep(self) -> None: ...


class Generations:
    """The generations of one edition, which this process opens when they are first needed."""

    def __init__(self, store: Store, edition: Edition) -> None:
        """Open nothing yet."""
        self.store, self.edition = store, edition
        self.closed = threading.Event()
        self._opening = threading.Lock()
        self._opened: dict[int, Collections] = {}

    def close(self) -> None:
        """Close the generations; none is opened after `closed` was set."""
        with self._opening:
            opened, self._opened = self._opened, {}
        for collections in opened.values():
            collections.retire()

    def passages(self) -> Any:
        """Return the passages that a generation should hold."""
        return self.edition.passages.all()

    def active_number(self) -> int | None:
        """Return the number of the generation that answers, or None if there is none."""
        rows = _ACTIVE.rows(self.edition.pk)
        return rows[0][0] if rows else None

    def unfinished(self) -> list[int]:
        """Return the generations that are not complete yet, in this process or in another."""
        if self.store.remote:
            return self.store.unfinished_generations(self.edition.pk)
        active = self.active_number()
        return [number for number in list(self._opened) if number != active]

    def active(self, *, wait: bool, probe: bool = False) -> Collections:
        """Return the generation that answers. Raises StoreRuined if there is none.

        Unless `wait` is set, raises StoreOpening if another thread is opening it.
        """
        number = self.active_number()
        if number is None:
            raise StoreRuined("There is no vector store yet.")
        return self.open(number, wait=wait, probe=probe)

    def open(self, number: int, *, wait: bool = True, probe: bool = False) -> Collections:
        """Return a generation's collections, and open them if necessary.

        `wait` is as in `active`.
        """
        opened = self._opened.get(number)
        if opened is not None and not (self.store.remote and opened.age() > _STALE):
            return opened
        if self.closed.is_set():
            raise StoreDown("The vector store is being closed.")
        if not self._opening.acquire(blocking=wait):
            raise StoreOpening("The vector store is being opened.")
        try:
            if self._opened.get(number) is opened:
                collections = self.store.open(number, probe=probe)
                if not self.store.remote:
                    collections.load()
                self._opened[number] = collections
            return self._opened[number]
        finally:
            self._opening.release()

    def create(self, number: int, passages: int) -> Collections:
        """Create an empty generation for so many passages. Raises StoreDown."""
        collections = self.store.create(number, passages)
        with self._opening:
            self._opened[number] = collections
        return collections

    def delete(self, generations: Any) -> None:
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
            self.store.sweep()
        except IndexUnavailable as error:
            logger.debug("Left-overs of the vector store stay for now: %s", error)
