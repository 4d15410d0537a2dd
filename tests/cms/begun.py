"""Sites that many tests begin with: built once by each process, then put in place before a test.

A test changes it in a transaction, as pytest-django has it. The site stays for the next test where
that begins with the same one; else the database is empty again. Only SQLite can be put back so;
elsewhere each test builds its own.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import Model
from django.test import override_settings
from wagtail.models import Site

from tests.sqlite_copies import copied, put_back, restore

#: Pages, or what else a site begins with, by a name.
Pages = Mapping[str, Model]


class Begun:
    """A site as it was built: its database, its files, and its pages by their names."""

    def __init__(self, build: Callable[[], Pages], media: Path) -> None:
        """Build it in the empty database, which is empty again afterwards."""
        self._media = media
        #: The database before this site was put in place; None where it is not.
        self._before: sqlite3.Connection | None = None
        with override_settings(MEDIA_ROOT=media):
            try:
                with put_back():
                    with transaction.atomic():
                        made = build()
                        # As in a test's transaction, which is never committed.
                        connection.run_on_commit.clear()
                    self._pages = {name: (type(page), page.pk) for name, page in made.items()}
                    self._database = copied()
            finally:
                _forget()

    def put_in_place(self, media: Path) -> None:
        """The database is this site's, and its files are in the folder `media`."""
        if self._before is None:
            self._before = copied()
            restore(self._database)
        _forget()
        shutil.copytree(self._media, media, dirs_exist_ok=True)

    def clear_away(self, *, stays: bool) -> None:
        """The database is what it was before, unless the site `stays` for the next test."""
        if self._before is not None and not stays:
            restore(self._before)
            self._before.close()
            self._before = None
        _forget()

    def pages(self, **read: Model) -> Pages:
        """Its pages, each read anew when it is asked for, but for those that were `read`."""
        return _Read(self._pages, read)


class _Read(Mapping[str, Model]):
    """Pages by their names, read from the database when they are asked for."""

    def __init__(self, kept: dict[str, tuple[Any, Any]], read: dict[str, Model]) -> None:
        self._kept, self._read = kept, read

    def __getitem__(self, name: str) -> Model:
        if name not in self._read:
            model, pk = self._kept[name]
            self._read[name] = model.objects.get(pk=pk)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _forget() -> None:
    """What was remembered of another site."""
    Site.clear_site_root_paths_cache()
    for cache in caches.all():
        cache.clear()
