"""Databases and indexes that many tests begin with: built once, then put in place."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from wagtail.models import Site

from assistant.index import dense
from tests.sqlite_copies import copied, restore


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """What a function built: the database, the folders, and what it returned."""

    database: sqlite3.Connection
    folders: list[Path]
    made: Callable[[], Any]


_kept: dict[Callable[..., Any], _Kept] = {}


def prepared(build: Callable[..., Any], *given: Any) -> Any:
    """What `build(*given)` returns: a row, rows by name, or None.

    The first time it is called; later the database, the index and the files are put as it left
    them, and the rows are read. So a test asks for this before it writes anything but what is
    `given`, which is each time the same. Elsewhere than on SQLite it is called each time.
    """
    if connection.vendor != "sqlite":
        return build(*given)
    folders = [Path(settings.ASSISTANT["INDEX_DIR"]), Path(settings.MEDIA_ROOT)]
    # Nobody has it open while it is copied.
    if build not in _kept:
        made = build(*given)
        dense.release()
        _kept[build] = _Kept(
            database=copied(),
            folders=[_copied(folder) for folder in folders],
            made=_reader(made),
        )
        return made
    kept = _kept[build]
    dense.release()
    restore(kept.database)
    for copy, folder in zip(kept.folders, folders, strict=True):
        shutil.copytree(copy, folder, dirs_exist_ok=True)
    cache.clear()
    Site.clear_site_root_paths_cache()
    return kept.made()


def _copied(folder: Path) -> Path:
    copy = Path(tempfile.mkdtemp(dir=settings.DATA_DIR))
    if folder.is_dir():
        shutil.copytree(folder, copy, dirs_exist_ok=True)
    return copy


def _reader(made: Any) -> Callable[[], Any]:
    """What reads anew what was made."""
    if isinstance(made, dict):
        readers = {name: _reader(one) for name, one in made.items()}
        return lambda: {name: read() for name, read in readers.items()}
    if isinstance(made, Model):
        model, pk = type(made), made.pk
        return lambda: model._default_manager.get(pk=pk)
    assert made is None, f"What was made can't be read anew: {made!r}."
    return lambda: None
