"""A real database and a real index for each test, both as they were when it ends.

Everything commits: signals, the task queue, worker threads and other processes then see what they
see in service. The database is put back from a copy, which is faster than emptying its tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from wagtail.models import Site

from assistant.index import dense
from tests.postgresql import kept
from tests.sqlite_copies import put_back


@contextmanager
def undone_afterwards() -> Iterator[None]:
    """Put the database back as it is now."""
    cache.clear()
    try:
        with _copied() if connection.vendor == "sqlite" else kept(connection):
            try:
                yield
            finally:
                dense.release()
    finally:
        cache.clear()
        Site.clear_site_root_paths_cache()


@contextmanager
def _copied() -> Iterator[None]:
    with put_back():
        # As in service, where other threads are connected too: the last to leave has to tidy up.
        other = sqlite3.connect(connection.settings_dict["NAME"])
        other.execute("SELECT name FROM sqlite_master")
        try:
            yield
        finally:
            other.close()


@contextmanager
def assistant_settings(**values: Any) -> Iterator[None]:
    """Other settings of the assistant for a while, such as `LLM="…"`."""
    with override_settings(ASSISTANT={**settings.ASSISTANT, **values}):
        yield


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """In place of pytest-django's: what a test commits is really committed, and undone after it."""
    with (
        django_db_blocker.unblock(),
        undone_afterwards(),
        override_settings(MEDIA_ROOT=tmp_path / "media"),
        assistant_settings(INDEX_DIR=tmp_path / "chroma"),
    ):
        yield
