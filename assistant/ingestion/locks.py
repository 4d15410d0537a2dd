"""Locks that keep two workers from doing the same work at once.

On PostgreSQL a lock is an advisory lock of the connection, so it ends with the worker that holds
it, however that ends. Elsewhere all workers are threads of one process, which owns the index.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from django.db import DatabaseError, connection

#: Tells these advisory locks from those of other programs in the database; any number will do.
_NAMESPACE = 0x74766574
#: Number of the lock for housekeeping; the keys of sources, which are the others, begin at 1.
_HOUSEKEEPING = 0

_held: set[int] = set()
_guard = threading.Lock()


def lock_source(source: int) -> AbstractContextManager[bool]:
    """Try to lock a source (a ledger row's key) for indexing, without waiting for it.

    Yields whether the lock was obtained; if so, it is held until the block ends.
    """
    return _lock(source)


def lock_housekeeping() -> AbstractContextManager[bool]:
    """Try to lock the housekeeping for this process, without waiting for it.

    Yields whether the lock was obtained; if so, it is held until the block ends.
    """
    return _lock(_HOUSEKEEPING)


@contextmanager
def _lock(number: int) -> Iterator[bool]:
    """Yield whether a lock could be obtained; release it at the end of the block."""
    taken = _acquire(number)
    try:
        yield taken
    finally:
        if taken:
            _release(number)


def _acquire(number: int) -> bool:
    """Obtain a lock, and return whether nobody else held it."""
    if connection.vendor == "postgresql":
        return bool(_query("SELECT pg_try_advisory_lock(%s, %s)", number))
    with _guard:
        if number in _held:
            return False
        _held.add(number)
        return True


def _release(number: int) -> None:
    if connection.vendor == "postgresql":
        # Without the connection there is no lock either.
        with suppress(DatabaseError):
            _query("SELECT pg_advisory_unlock(%s, %s)", number)
        return
    with _guard:
        _held.discard(number)


def _query(query: str, number: int) -> object:
    with connection.cursor() as cursor:
        # PostgreSQL's second number has 32 bits. Two sources with the same remainder share a lock,
        # which only means that they are not indexed at the same time.
        cursor.execute(query, [_NAMESPACE, number % 2**31])
        return cursor.fetchone()[0]
