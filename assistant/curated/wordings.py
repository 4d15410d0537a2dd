"""Wordings of a question, and what two of them must share to ask the same. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from assistant.text import (
    asks_for_person,
    expected_types,
    fold,
    languages,
    term_prefixes,
    written_content_words,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A wording of a question, with everything that is compared; `key` is the key of its vector.

    `asks` has what it asks for ("time", "who"). `names` has the capitalised words in Latin letters,
    or all Latin words if the rest is in another script. `words` are its content words, and `terms`
    the beginnings of their search terms.
    """

    text: str
    key: str
    plain: str
    language: str
    numbers: frozenset[str]
    asks: frozenset[str]
    names: frozenset[str]
    words: tuple[str, ...]
    terms: frozenset[str]
    latin: bool


@lru_cache(maxsize=4096)
def wording(text: str, language: str) -> Wording:
    """Return the wording of a text. Of the language only the part before a hyphen counts."""
    code = language.split("-")[0]
    folded = fold(text)
    # Numbers are compared by their values.
    words = tuple(word for word in written_content_words(text, code) if not word.isdigit())
    asks: set[str] = set(expected_types(text, code))
    if asks_for_person(text, code):
        asks.add("who")
    why = languages.get(code).questions.why
    if why and re.search("|".join(why), folded):
        asks.add("why")
    letters = [char for char in text if char.isalpha()]
    latin = sum(char.isascii() or "LATIN" in unicodedata.name(char, "") for char in letters)
    mostly_latin = latin > 0.5 * len(letters)
    return Wording(
        text=text,
        key=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        plain=" ".join(re.findall(r"\w+", folded)),
        language=code,
        numbers=frozenset(str(int(number)) for number in re.findall(r"\d{1,40}", folded)),
        asks=frozenset(asks),
        names=_names(text, mostly_latin),
        words=words,
        terms=frozenset(term for word in words for term in term_prefixes(word)),
        latin=mostly_latin,
    )


def wordings(question: str, others: str, language: str) -> list[Wording]:
    """Return all wordings of an answer: its question, and each line of `others`."""
    lines = [question, *others.splitlines()]
    found = (wording(" ".join(line.split()), language) for line in lines)
    return [one for one in found if one.plain]


def may_ask_the_same(question: Wording, known: Wording) -> bool:
    """Return whether the two may ask the same, so that their words and vectors decide.

    Numbers must be equal ("in 2023" is not "in 2024"), and what is asked for ("when" is not
    "where"). In one language each must have the names of the other; a question in another script
    must have those in Latin letters, since they are seldom translated.
    """
    if question.numbers != known.numbers or question.asks != known.asks:
        return False
    if question.language == known.language:
        return question.names == known.names
    if question.latin and known.latin:
        return True
    if known.latin:
        return question.names <= _latin_words(known.text)
    return known.names <= _latin_words(question.text) if question.latin else True


def _names(text: str, mostly_latin: bool) -> frozenset[str]:
    """Return the capitalised words but the first; all Latin words where other scripts prevail."""
    if not mostly_latin:
        return _latin_words(text)
    found = re.findall(r"[^\W\d_]+", text)
    return frozenset(
        fold(word)[:6]
        for index, word in enumerate(found)
        if len(word) > 1 and (word.isupper() or (index and word[0].isupper()))
    )


def _latin_words(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in re.findall(r"[a-z]{2,}", fold(text)))
