"""Claims: a source is never indexed by two workers at once.

On PostgreSQL a claim is an advisory lock of the connection, so it ends with the worker that holds
it, however that ends. Elsewhere all workers are threads of one process, which owns the index.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

#: Tells our advisory locks from others' in the same database: "tvet", as a number.
_NAMESPACE = 0x74766574

_claimed: set[int] = set()
_changing = threading.Lock()


@contextmanager
def claim(source: int) -> Iterator[bool]:
    """Whether this worker may index the source; held until the block ends."""
    taken = _take(source)
    try:
        yield taken
    finally:
        if taken:
            _release(source)


def _take(source: int) -> bool:
    if connection.vendor == "postgresql":
        return bool(_ask("SELECT pg_try_advisory_lock(%s, %s)", source))
    with _changing:
        if source in _claimed:
            return False
        _claimed.add(source)
        return True


def _release(source: int) -> None:
    if connection.vendor == "postgresql":
        # Without the connection there is no lock either.
        with suppress(DatabaseError):
            _ask("SELECT pg_advisory_unlock(%s, %s)", source)
        return
    with _changing:
        _claimed.discard(source)


def _ask(query: str, source: int) -> object:
    with connection.cursor() as cursor:
        # The lock's second number has 32 bits: sources that far apart would only wait in turn.
        cursor.execute(query, [_NAMESPACE, source % 2**31])
        return cursor.fetchone()[0]
