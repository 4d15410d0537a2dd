"""Another program holds the database's only place for a writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import OperationalError, connection

from assistant.models import Source, Turn
from tests.assistant.content import ask, publish, state, titles, work

pytestmark = [
    pytest.mark.site,
    pytest.mark.skipif(
        "connection.vendor != 'sqlite'", reason="Only SQLite has one place for a writer."
    ),
]
QUESTION = "How long is the solar installer course?"


@contextmanager
def locked() -> Iterator[None]:
    """No other connection can write, and ours does not wait long."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 200")
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def test_questions_are_answered_though_they_cannot_be_kept(library, db) -> None:
    with locked():
        answer = ask(QUESTION)
        assert answer.status == "answered"
        assert "fourteen weeks" in answer.text
        assert titles(QUESTION)[0] == "Solar installers"
    assert not Turn.objects.exists()
    # What follows is kept again, also in the same conversation.
    again = ask(QUESTION, conversation=answer.conversation)
    assert Turn.objects.get().pk.hex == again.id.replace("-", "")


def test_what_was_published_before_is_indexed_when_the_lock_is_gone(library, db) -> None:
    page = publish(library, "Potters", "Potters of Arua fire their clay in a charcoal kiln.")
    with locked(), pytest.raises(OperationalError):
        work()
    assert state(page) == Source.State.WAITING
    work()
    assert state(page) == Source.State.INDEXED
    assert titles("charcoal kiln of Arua")[0] == "Potters"
