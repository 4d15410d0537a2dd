"""The names of the pages of collections, by which questions call them.

They are kept in memory until a page of the collection changes. A name only proposes pages; whether
one is public is asked again before anything of it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Max

from assistant.access import public_pages
from assistant.collections.registry import Collection
from assistant.text import default_language, fold, phrases, scripts, tokens

_UNSPACED = re.compile(f"[{scripts.UNSPACED}]")
#: Words of this length or longer are the same if their first `_STEM` letters are.
_LONG, _STEM = 5, 6
#: The largest number of pages that a question's words may mean.
_MAX_PAGES = 3

#: A title, folded, and the code of its language.
_Name = tuple[str, str]
_kept: dict[str, tuple[object, dict[str, tuple[_Name, ...]]]] = {}


def matching(
    collection: Collection,
    words: Sequence[str],
    language: str,
    others: Mapping[str, Sequence[str]],
    *,
    collection_named: bool,
) -> tuple[str, ...]:
    """Return the translation keys of the pages whose names have all of these words, best first.

    Best is the one with the most of the words as they are; of equals the one whose name has the
    fewest other words. Without words all pages match. `language` is that of the words: in another a
    title must have a word as it is. `others` has what may stand for some of the words, in this
    language and in the site's first.
    Where the question doesn't name the collection, one word is not enough to mean a page whose name
    has several, unless it is in the title of no other public page.
    """
    found = []
    comparable = {language, default_language()}
    for key, names in _names(collection).items():
        fitting = []
        for name, code in names:
            literally = [_has(name, word, forms=code == language) for word in words]
            if all(
                there or (code in comparable and phrases.has(name, others.get(word, ())))
                for word, there in zip(words, literally, strict=True)
            ):
                fitting.append((sum(literally), len(words) / max(len(_words(name)), 1)))
        if fitting:
            found.append((*max(fitting), key))
    found.sort(reverse=True)
    if not words:
        return tuple(key for *_, key in found)
    if len(words) == 1 and not collection_named and found and found[0][1] <= 0.5:
        return (found[0][2],) if _only_one_has(words[0], language) else ()
    return tuple(key for *_, key in found[:_MAX_PAGES])


def _only_one_has(word: str, language: str) -> bool:
    """Return whether the title of exactly one public page in a language has a word."""
    titles = public_pages().filter(locale__language_code=language).values_list("title", flat=True)
    return sum(_has(fold(title), word, forms=True) for title in titles) == 1


def forget() -> None:
    """Read the titles of the pages anew."""
    _kept.clear()


def known(collection: Collection, keys: Sequence[str]) -> tuple[str, ...]:
    """Return those of the translation keys that are of pages of the collection."""
    return tuple(key for key in keys if key in _names(collection))


def _names(collection: Collection) -> dict[str, tuple[_Name, ...]]:
    """Return the titles of the public pages in all languages, by translation key."""
    pages = collection.model.objects.filter(live=True)
    state = (
        collection.model,
        *pages.aggregate(n=Count("pk"), last=Max("latest_revision_id")).values(),
    )
    if collection.key not in _kept or _kept[collection.key][0] != state:
        names: dict[str, list[_Name]] = {}
        rows: Any = pages.filter(pk__in=public_pages()).values_list(
            "translation_key", "title", "locale__language_code"
        )
        for key, title, code in rows:
            names.setdefault(str(key), []).append((fold(title), code))
        _kept[collection.key] = (state, {key: tuple(set(each)) for key, each in names.items()})
    return _kept[collection.key][1]


def _words(name: str) -> list[str]:
    return tokens(phrases.without_brackets(name))


def _has(name: str, word: str, *, forms: bool) -> bool:
    """Return whether a name has a word, if wanted in one of its forms."""
    if _UNSPACED.match(word):
        return word in name
    return any(word == other or (forms and _same(word, other)) for other in _words(name))


def _same(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < _LONG or one.isdigit():
        return one == other or (
            shorter > 2
            and not one.isdigit()
            and max(len(one), len(other)) - shorter <= 2
            and one[:shorter] == other[:shorter]
        )
    return one[:_STEM] == other[:_STEM]
