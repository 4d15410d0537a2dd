"""A database and its index that many tests begin with: built once, then put in place."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from wagtail.models import Site

from assistant import vectors
from tests.sqlite_copies import copied, restore


class Prepared:
    """What a function builds in the database and the index of the settings in force."""

    def __init__(self, build: Callable[[], object]) -> None:
        """Nothing is built yet."""
        self._build = build
        self._database: sqlite3.Connection | None = None
        self._index: tempfile.TemporaryDirectory[str] | None = None

    def put_in_place(self) -> None:
        """Let the database and the index be so; only SQLite's is copied, others are built anew."""
        index = Path(settings.ASSISTANT["INDEX_DIR"])
        if self._database is None or self._index is None:
            self._build()
            if connection.vendor != "sqlite":
                return
            # It is copied while nobody has it open.
            vectors.release()
            self._index = tempfile.TemporaryDirectory()
            if index.is_dir():
                shutil.copytree(index, self._index.name, dirs_exist_ok=True)
            self._database = copied()
            return
        vectors.release()
        restore(self._database)
        shutil.copytree(self._index.name, index, dirs_exist_ok=True)
        cache.clear()
        Site.clear_site_root_paths_cache()
