"""The site that is edited: its first pages, its words, and how it is put back between examples."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page, Site

from assistant.embedding import embedders
from assistant.index import dense
from tests.migrated import migrate
from tests.sqlite_copies import copied, restore
from tests.testsite.models import ArticlePage

#: Stands in every text, so that one question finds all of them.
COMMON = "kalimera"
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_SYLLABLES = [a + b for a in _CONSONANTS for b in _VOWELS]


def new_word(number: int) -> str:
    """A word for a number: six letters, no two alike, the same at each run."""
    # Full words, because the assistant compares long words by their beginning.
    size = len(_SYLLABLES)
    mixed = (number * 7_919 + 104_729) % size**3
    return (
        _SYLLABLES[mixed % size] + _SYLLABLES[mixed // size % size] + _SYLLABLES[mixed // size**2]
    )


def body(word: str, documents: Sequence[Any] = ()) -> list[tuple[str, str]]:
    """The body of a page that says a word and links to documents."""
    links = " ".join(
        f'<a linktype="document" id="{document.pk}">file</a>' for document in documents
    )
    return [("paragraph", f"<p>{COMMON} {word} {links}</p>")]


def build() -> None:
    """Make the database, and what every example begins with: five pages, two documents."""
    migrate()
    english = Locale.objects.get()
    Locale.objects.create(language_code="tr")
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    Site.objects.all().delete()
    root.refresh_from_db()
    home = ArticlePage(title=new_word(0), slug="home", body=body(new_word(1)), locale=english)
    root.add_child(instance=home)
    home.save_revision().publish()
    Site.objects.create(hostname="hub.example", root_page=home, is_default_site=True)
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="Papers"))
    documents = [
        get_document_model().objects.create(
            title=new_word(2 + 2 * n),
            file=ContentFile(f"{COMMON} {new_word(3 + 2 * n)}".encode(), name=f"{n}.txt"),
            collection=collection,
        )
        for n in range(2)
    ]
    above = home
    for n, linked in enumerate([documents[:1], [], documents[1:], []]):
        page = ArticlePage(
            title=new_word(6 + 2 * n),
            slug=new_word(6 + 2 * n),
            body=body(new_word(7 + 2 * n), linked),
            locale=english,
        )
        above.add_child(instance=page)
        page.save_revision().publish()
        above = page if n % 2 == 0 else home
        above.refresh_from_db()
    Group.objects.create(name="Teachers")
    get_user_model().objects.create_superuser("editor", "editor@hub.example", "secret")


class Copy:
    """The database as it was, to be put back. The only code here that knows the engine."""

    def __init__(self) -> None:
        """Keep the database as it is now."""
        self._sqlite: sqlite3.Connection | None = None
        shutil.copytree(settings.MEDIA_ROOT, self._files, dirs_exist_ok=True)
        if connection.vendor == "sqlite":
            self._sqlite = copied()
        else:
            self._kept = f"{connection.settings_dict['NAME']}_kept"
            self._copy(connection.settings_dict["NAME"], self._kept)

    def restore(self) -> None:
        """Put everything back: database, index, files, caches."""
        dense.release()
        if self._sqlite is not None:
            restore(self._sqlite)
        else:
            self._copy(self._kept, connection.settings_dict["NAME"])
        shutil.rmtree(settings.ASSISTANT["INDEX_DIR"], ignore_errors=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        shutil.copytree(self._files, settings.MEDIA_ROOT)
        cache.clear()
        Site.clear_site_root_paths_cache()

    def drop(self) -> None:
        """Leave nothing behind."""
        dense.release()
        connection.close()
        if self._sqlite is None:
            with connection._nodb_cursor() as cursor:
                for name in (connection.settings_dict["NAME"], self._kept):
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @property
    def _files(self) -> Path:
        return Path(settings.MEDIA_ROOT).with_name("kept")

    @staticmethod
    def _copy(source: str, target: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def make_database() -> None:
    """Make the empty database where the engine has to be told."""
    if connection.vendor != "sqlite":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{connection.settings_dict["NAME"]}"')


#: Called before a passage is embedded, while the worker is in the midst of a source.
meanwhile: list[Callable[[], None]] = []


def remember_embeddings() -> None:
    """Let the real model embed each text once: examples repeat their words."""
    model: Any = embedders.embedder()
    embed, ask = model.embed_passages_with_codes, model.embed_question
    passages: dict[str, tuple[np.ndarray, bytes]] = {}
    questions: dict[str, Any] = {}

    def remembered(texts: Sequence[str]) -> tuple[np.ndarray, list[bytes]]:
        while meanwhile:
            meanwhile.pop()()
        if missing := [text for text in dict.fromkeys(texts) if text not in passages]:
            passages.update(zip(missing, zip(*embed(missing), strict=True), strict=True))
        found = [passages[text] for text in texts]
        return np.stack([vector for vector, _ in found]), [codes for _, codes in found]

    def remembered_question(text: str) -> Any:
        if text not in questions:
            questions[text] = ask(text)
        return questions[text]

    model.embed_passages = lambda texts: remembered(texts)[0]
    model.embed_passages_with_codes, model.embed_question = remembered, remembered_question


def leave() -> None:
    """Delete the site's folder."""
    shutil.rmtree(Path(settings.MEDIA_ROOT).parent, ignore_errors=True)
