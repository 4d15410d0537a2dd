"""Django's SQLite backend, whose connections are kept open for the next request.

Under ASGI each request has a thread of its own, and so a connection of its own. To open one takes
SQLite as long as a dozen queries: it reads the whole schema, some 450 tables and indexes here, and
begins with nothing of the database in its memory and no statement prepared. Django has a pool for
PostgreSQL only.
"""

from __future__ import annotations

import atexit
import os
import sqlite3
import threading
import weakref
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as Wrapper

#: Connections of a database that are kept while nobody uses them.
_KEPT = 4


class Connection(sqlite3.Connection):
    """Knows its cursors: a statement that is not read to its end holds on to an old state of the
    database, which the next user would go on seeing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As sqlite3's."""
        super().__init__(*args, **kwargs)
        self._cursors = weakref.WeakSet[sqlite3.Cursor]()
        self.file: tuple[int, int] | None = None

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        """As sqlite3's."""
        made = super().cursor(*args, **kwargs)
        self._cursors.add(made)
        return made

    def settle(self) -> None:
        """End what its last user left: statements half read, and a transaction."""
        for cursor in list(self._cursors):
            cursor.close()
        self._cursors.clear()
        self.rollback()


_Key = tuple[int, str, str]
_lock = threading.Lock()
_idle: dict[_Key, list[Connection]] = {}


class DatabaseWrapper(Wrapper):
    """Django's, but for where a connection comes from and where it goes."""

    _key: _Key | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's."""
        return {**super().get_connection_params(), "factory": Connection}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One that is kept, if there is one for this very file, or a new one."""
        # By the process too: SQLite's connections must not be used behind a fork.
        self._key = (os.getpid(), str(conn_params["database"]), self._told())
        while (kept := _taken(self._key)) is not None:
            if kept.file == _file(self._key[1]):
                # What code may have changed for itself.
                kept.execute("PRAGMA foreign_keys = ON")
                patience = int(conn_params.get("timeout", 5) * 1000)
                kept.execute(f"PRAGMA busy_timeout = {patience}")
                return kept
            kept.close()
        made = super().get_new_connection(conn_params)
        made.file = _file(self._key[1])
        return made

    def _told(self) -> str:
        """What connections are opened with."""
        return repr(sorted((name, str(of)) for name, of in self.settings_dict["OPTIONS"].items()))

    def _close(self) -> None:
        connection = self.connection
        if connection is None or self._key is None or not _given_back(self._key, connection):
            super()._close()  # type: ignore[misc]  # its stubs leave it out


def _taken(key: _Key) -> Connection | None:
    with _lock:
        kept = _idle.get(key)
        return kept.pop() if kept else None


def _given_back(key: _Key, connection: Connection) -> bool:
    """Keep the connection, if there is room; whatever is wrong with it, it is not kept."""
    if connection.file is None or connection.file != _file(key[1]):
        return False
    try:
        connection.settle()
    except sqlite3.Error:
        return False
    with _lock:
        kept = _idle.setdefault(key, [])
        if len(kept) >= _KEPT:
            return False
        kept.append(connection)
        return True


def _file(path: str) -> tuple[int, int] | None:
    """Which file the path leads to; None for a database in memory."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


@atexit.register
def close_kept() -> None:
    """Close the connections of this process that nobody uses."""
    with _lock:
        mine = [key for key in _idle if key[0] == os.getpid()]
        connections = [each for key in mine for each in _idle.pop(key)]
    for connection in connections:
        connection.close()
