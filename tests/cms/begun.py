"""Sites that many tests begin with: built once by each process, then put in place before a test.

A test changes it in a transaction, as pytest-django has it; after the test the database is empty
again. Only SQLite can be put back so; elsewhere each test builds its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

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
        with override_settings(MEDIA_ROOT=media), _put_back():
            with transaction.atomic():
                made = build()
                # As in a test's transaction, which is never committed.
                connection.run_on_commit.clear()
            self._pages = {name: (type(page), page.pk) for name, page in made.items()}
            self._database = copied()

    @contextmanager
    def in_place(self, media: Path) -> Iterator[None]:
        """The database is this site's, and its files are in the folder `media`, for a while."""
        with _put_back():
            restore(self._database)
            _forget()
            shutil.copytree(self._media, media, dirs_exist_ok=True)
            yield

    def pages(self) -> dict[str, Model]:
        """Its pages, read anew."""
        return {name: model.objects.get(pk=pk) for name, (model, pk) in self._pages.items()}


@contextmanager
def _put_back() -> Iterator[None]:
    try:
        with put_back():
            yield
    finally:
        _forget()


def _forget() -> None:
    """What was remembered of another site."""
    Site.clear_site_root_paths_cache()
    for cache in caches.all():
        cache.clear()
