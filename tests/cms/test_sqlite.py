"""SQLite's connections are kept for the next request, and nothing of the last one with them."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cms.runtime.sqlite.base import DatabaseWrapper, close_kept
from cms.settings.databases import database

pytestmark = pytest.mark.site


def wrapper(path: Path) -> DatabaseWrapper:
    """A thread's way to the database, as Django makes one for each."""
    from django.db.utils import ConnectionHandler

    handler = ConnectionHandler({"default": database("", path)})
    made = handler["default"]
    assert isinstance(made, DatabaseWrapper)
    return made


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_kept()


@pytest.fixture
def folder(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """Of a database with a table of three rows."""
    with django_db_blocker.unblock():
        first = wrapper(tmp_path)
        with first.cursor() as cursor:
            cursor.execute("CREATE TABLE things (number INTEGER)")
            cursor.execute("INSERT INTO things VALUES (1), (2), (3)")
        first.close()
        yield tmp_path


def count(one: DatabaseWrapper) -> int:
    with one.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM things")
        return int(cursor.fetchone()[0])


def test_the_next_user_gets_the_connection_of_the_last(folder: Path) -> None:
    one = wrapper(folder)
    one.ensure_connection()
    used = one.connection
    one.close()
    found: list[Any] = []

    def another() -> None:
        other = wrapper(folder)
        assert count(other) == 3
        found.append(other.connection)
        other.close()

    thread = threading.Thread(target=another)
    thread.start()
    thread.join()
    assert found == [used]


def test_two_at_a_time_have_two(folder: Path) -> None:
    one, other = wrapper(folder), wrapper(folder)
    one.ensure_connection()
    other.ensure_connection()
    assert one.connection is not other.connection
    one.close()
    other.close()


def test_a_result_that_was_not_read_to_its_end_does_not_keep_the_next_user_in_the_past(
    folder: Path,
) -> None:
    one = wrapper(folder)
    unread = one.cursor()
    unread.execute("SELECT number FROM things")
    assert unread.fetchone() == (1,)
    one.close()
    with sqlite3.connect(folder / "hub.sqlite3") as writer:
        writer.execute("DELETE FROM things")
    writer.close()
    other = wrapper(folder)
    assert count(other) == 0
    other.close()


def test_what_was_not_committed_is_gone_and_keeps_nobody_waiting(folder: Path) -> None:
    one = wrapper(folder)
    one.set_autocommit(False)
    with one.cursor() as cursor:
        cursor.execute("DELETE FROM things")
    one.connection.isolation_level = ""
    one.close()
    other = wrapper(folder)
    assert count(other) == 3
    with other.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES (4)")
    assert count(other) == 4
    other.close()


def test_what_code_changed_for_itself_is_as_it_was(folder: Path) -> None:
    one = wrapper(folder)
    with one.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 7")
        cursor.execute("PRAGMA foreign_keys = OFF")
    one.close()
    other = wrapper(folder)
    with other.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
    other.close()


def test_a_database_that_was_put_in_its_place_is_opened_anew(folder: Path) -> None:
    one = wrapper(folder)
    assert count(one) == 3
    one.close()
    close_kept_files = list(folder.glob("hub.sqlite3*"))
    assert close_kept_files
    with sqlite3.connect(folder / "new.sqlite3") as new:
        new.execute("CREATE TABLE things (number INTEGER)")
    new.close()
    for file in close_kept_files:
        file.unlink()
    (folder / "new.sqlite3").rename(folder / "hub.sqlite3")
    other = wrapper(folder)
    assert count(other) == 0
    other.close()


def test_a_child_does_not_use_its_parents_connections(folder: Path) -> None:
    one = wrapper(folder)
    one.ensure_connection()
    used = id(one.connection)
    one.close()
    child = os.fork()
    if not child:
        other = wrapper(folder)
        other.ensure_connection()
        os._exit(id(other.connection) == used)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_only_some_are_kept(folder: Path) -> None:
    many = [wrapper(folder) for _ in range(20)]
    for each in many:
        each.ensure_connection()
    opened = [each.connection for each in many]
    for each in many:
        each.close()
    usable = 0
    for each in opened:
        try:
            each.execute("SELECT 1")
            usable += 1
        except sqlite3.ProgrammingError:
            pass
    assert usable == 4
