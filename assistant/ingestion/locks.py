"""Locks that keep two workers from doing the same work at once.

On PostgreSQL a lock is an advisory lock of the connection, so it ends with the worker that holds
it, however that ends. Elsewhere all workers are threads of one process, which owns the index.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from django.db import DatabaseError, connection

#: Tells our advisory locks from others' in the same database; any number does.
_NAMESPACE = 0x74766574
#: The number of the lock for housekeeping; ids of sources begin at 1.
_HOUSEKEEPING = 0

_held: set[int] = set()
_changing = threading.Lock()


def lock_source(source: int) -> AbstractContextManager[bool]:
    """Say whether this worker may index the source, and hold the lock until the block ends."""
    return _lock(source)


def lock_housekeeping() -> AbstractContextManager[bool]:
    """Say whether this process may do the housekeeping, and hold the lock until the block ends."""
    return _lock(_HOUSEKEEPING)


@contextmanager
def _lock(number: int) -> Iterator[bool]:
    taken = _take(number)
    try:
        yield taken
    finally:
        if taken:
            _release(number)


def _take(number: int) -> bool:
    if connection.vendor == "postgresql":
        return bool(_ask("SELECT pg_try_advisory_lock(%s, %s)", number))
    with _changing:
        if number in _held:
            return False
        _held.add(number)
        return True


def _release(number: int) -> None:
    if connection.vendor == "postgresql":
        # Without the connection there is no lock either.
        with suppress(DatabaseError):
            _ask("SELECT pg_advisory_unlock(%s, %s)", number)
        return
    with _changing:
        _held.discard(number)


def _ask(query: str, number: int) -> object:
    with connection.cursor() as cursor:
        # The lock's second number has 32 bits: sources that far apart would only wait in turn.
        cursor.execute(query, [_NAMESPACE, number % 2**31])
        return cursor.fetchone()[0]
