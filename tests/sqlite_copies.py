"""Copies of the SQLite database that Django is connected to, and how it is put back from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


def copied(to: Path | str = ":memory:") -> sqlite3.Connection:
    """A copy of the database as it is now; who makes it closes it."""
    connection.ensure_connection()
    # A fixture may be left by another thread than it was begun by.
    copy = sqlite3.connect(to, check_same_thread=False)
    connection.connection.backup(copy)
    return copy


def restore(copy: sqlite3.Connection) -> None:
    """Make the database what it was; each of its users connects anew."""
    connection.close()
    connection.ensure_connection()
    copy.backup(connection.connection)
    connection.close()


@contextmanager
def put_back() -> Iterator[None]:
    """The database is afterwards as it is now."""
    before = copied()
    try:
        yield
    finally:
        restore(before)
        before.close()
