"""Finds phrases in a question, whatever their endings: "courses" and "course", "kursları", "kurs".

In languages with spaces, words of five letters or more are compared by their first six, those of
four may have a short ending; in others a phrase is looked for as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.text import fold, languages, scripts

Span = tuple[int, int]
_LONG, _STEM = 5, 6
#: Letters that a word of four may have as its ending; shorter ones have none.
_ENDING = 2
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_UNSPACED = re.compile(f"[{scripts.UNSPACED}]")
#: An ending behind an apostrophe belongs to its word: "Rivermouth's", "Hillside'da".
_APOSTROPHE = r"(?:['’]\w+)?"


def find(phrases: Iterable[str], text: str) -> list[Span]:
    """Return where any of the phrases stands in a folded text, without overlaps."""
    pattern = _pattern(tuple(phrases))
    return [match.span() for match in pattern.finditer(text)] if pattern else []


@lru_cache(maxsize=4096)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return an expression for the phrases, the longest first."""
    bare = map(without_brackets, phrases)
    folded = sorted({" ".join(fold(each).split()) for each in bare}, key=len, reverse=True)
    parts = [_expression(each) for each in folded if each]
    return re.compile("|".join(parts)) if parts else None


def _expression(phrase: str) -> str:
    if _UNSPACED.search(phrase):
        return re.escape(phrase)
    words = re.findall(r"[\w&+-]+", phrase)
    return rf"(?<!\w){_prefixes()}" + r"[\s,'’-]+".join(map(_word, words)) + r"(?!\w)"


def _word(word: str) -> str:
    if word.isdigit():
        return word
    if len(word) < _LONG:
        ending = rf"\w{{0,{_ENDING}}}" if len(word) == _LONG - 1 else ""
        return re.escape(word) + ending + _APOSTROPHE
    return re.escape(word[:_STEM]) + r"\w*" + _APOSTROPHE


@lru_cache(maxsize=1)
def _prefixes() -> str:
    """Return an expression for what languages write together with the next word."""
    found = sorted(
        {prefix for each in languages.all() for prefix in each.writing.joined_prefixes},
        key=len,
        reverse=True,
    )
    return f"(?:{'|'.join(map(re.escape, found))})?" if found else ""


def without_brackets(name: str) -> str:
    """Return a name without what stands in brackets: that explains it, and nobody says it."""
    return _BRACKETS.sub(" ", name)


def without(text: str, spans: Sequence[Span]) -> str:
    """Return the text with these parts replaced by spaces."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)
