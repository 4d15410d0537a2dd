"""Curated answers of the sample: questions that editors have answered themselves."""

import tomllib
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.auth.models import AbstractUser
from wagtail.models import Locale

from assistant.models import CuratedAnswer, CuratedSource
from cms.demo.files import SNIPPETS_DIR, page_files
from cms.demo.markup import rich_text
from cms.demo.pages import find_page
from cms.demo.targets import Targets, UnknownTarget

_NAMESPACE = uuid.UUID("6c1f3c1e-30a8-5d43-9e0b-7c1f55a0b7a4")
FILE = SNIPPETS_DIR / "curated.toml"


@cache
def entries() -> dict[str, dict[str, Any]]:
    """The answers by their names: `sources`, and a table for each language."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def translation_key(name: str) -> uuid.UUID:
    """What finds an answer and its translations again."""
    return uuid.uuid5(_NAMESPACE, f"curated/{name}")


def ensure_curated(locales: Mapping[str, Locale], *, user: AbstractUser, rewrite: bool) -> int:
    """Publish the answers that are missing; `rewrite` restores the others as well.

    An answer whose source an editor has deleted is left out. Returns how many were written.
    Raises UnknownTarget.
    """
    written = 0
    for name, entry in entries().items():
        sources = [_page(path, locales["en"]) for path in entry["sources"]]
        if None in sources:
            continue
        for language, texts in entry.items():
            if language == "sources" or language not in locales:
                continue
            key, locale = translation_key(name), locales[language]
            found = CuratedAnswer.objects.filter(translation_key=key, locale=locale).first()
            if found is None or rewrite:
                _write(found, key, locale, texts, sources, user)
                written += 1
    return written


def _page(path: str, english: Locale) -> int | None:
    file = next((file for file in page_files() if file.path == path), None)
    if file is None:
        raise UnknownTarget(f"Nothing in the sample content is called {path!r}.")
    page = find_page(file, english)
    return page and int(page.pk)


def _write(
    found: CuratedAnswer | None,
    key: uuid.UUID,
    locale: Locale,
    texts: dict[str, str],
    sources: list[int | None],
    user: AbstractUser,
) -> None:
    answer = found or CuratedAnswer(translation_key=key, locale=locale, live=False)
    answer.question = texts["question"]
    answer.other_wordings = texts["others"].strip()
    answer.answer = rich_text(texts["answer"].strip(), Targets())
    answer.sources = [
        CuratedSource(sort_order=place, page_id=page) for place, page in enumerate(sources)
    ]
    answer.full_clean()
    answer.save()
    answer.save_revision(user=user).publish(user=user)
