"""Finds phrases in a text, whatever their endings: "courses" and "course", "kursları" and "kurs".

In languages with spaces, words of five letters or more are compared by their first six, those of
four may have a short ending; in others a phrase is looked for as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.text import languages, scripts
from assistant.text.tokenizer import fold

Span = tuple[int, int]
_LONG, _STEM = 5, 6
#: Letters that a word of four may have as its ending; shorter ones have none.
_ENDING = 2
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_UNSPACED = re.compile(f"[{scripts.UNSPACED}]")
#: A word of a script with spaces. A letter of another script belongs to another word.
_WORD = re.compile(rf"[^\W_{scripts.UNSPACED}]+")
#: What may stand between the words of a phrase.
_BETWEEN = re.compile(r"[\s,'’-]*")
_APOSTROPHES = ("'", "’")
_SHORTEST_WITH_ENDING = 3


class _Word(NamedTuple):
    """A word of a text and where it stands."""

    start: int
    end: int
    letters: str


class Lexicon:
    """Phrases that are looked for together, in folded texts."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases, of which the longest that stands somewhere is found."""
        self._unspaced: list[str] = []
        #: The other phrases as their words, by how the first word begins.
        self._spaced: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for phrase in dict.fromkeys(fold(without_brackets(each)).strip() for each in phrases):
            if _UNSPACED.search(phrase):
                self._unspaced.append(phrase)
            elif words := tuple(_WORD.findall(phrase)):
                self._spaced.setdefault(_beginning(words[0]), []).append((phrase, words))

    def find(self, text: str) -> list[tuple[Span, str]]:
        """Return where phrases stand in a folded text, without overlaps, and which, folded."""
        found = [*self._find_unspaced(text), *self._find_spaced(text)]
        # A phrase as it is comes before a form of another: "competition", not "competence".
        found.sort(key=lambda each: (each[0][0], -each[0][1], text[slice(*each[0])] != each[1]))
        chosen: list[tuple[Span, str]] = []
        for span, phrase in found:
            if not chosen or span[0] >= chosen[-1][0][1]:
                chosen.append((span, phrase))
        return chosen

    def is_in(self, text: str) -> bool:
        """Return whether one of the phrases stands in a folded text."""
        return any(True for _ in self._find_unspaced(text)) or any(
            True for _ in self._find_spaced(text)
        )

    def _find_unspaced(self, text: str) -> Iterator[tuple[Span, str]]:
        for phrase in self._unspaced:
            start = text.find(phrase)
            while start >= 0:
                yield (start, start + len(phrase)), phrase
                start = text.find(phrase, start + len(phrase))

    def _find_spaced(self, text: str) -> Iterator[tuple[Span, str]]:
        if not self._spaced:
            return
        words = _words(text)
        for n, word in enumerate(words):
            for letters in _without_prefixes(word.letters):
                for beginning in _beginnings(letters):
                    for phrase, wanted in self._spaced.get(beginning, ()):
                        if _is_form(letters, wanted[0]):
                            end = _end(text, words, n, wanted)
                            if end:
                                yield (word.start, end), phrase


def find(phrases: Iterable[str], text: str) -> list[Span]:
    """Return where any of the phrases stands in a folded text, without overlaps."""
    return [span for span, _ in _lexicon(tuple(phrases)).find(text)]


def has(text: str, phrases: Iterable[str]) -> bool:
    """Return whether one of the phrases stands in a folded text."""
    return _lexicon(tuple(phrases)).is_in(text)


@lru_cache(maxsize=4096)
def _lexicon(phrases: tuple[str, ...]) -> Lexicon:
    return Lexicon(phrases)


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[_Word, ...]:
    return tuple(_Word(*match.span(), match[0]) for match in _WORD.finditer(text))


def _beginning(word: str) -> str:
    """Return what a text's word begins with if it is a form of this one."""
    return word[:_STEM] if len(word) >= _LONG else word


def _beginnings(word: str) -> Iterator[str]:
    """Yield what the words of which this may be a form begin with."""
    yield word[:_STEM]
    for length in range(_LONG - 1, min(len(word), _STEM)):
        yield word[:length]


def _is_form(letters: str, word: str) -> bool:
    """Return whether letters of a text are a form of a word."""
    if word.isdigit() or len(word) < _LONG - 1:
        return letters == word
    if len(word) < _LONG:
        return letters.startswith(word) and len(letters) - len(word) <= _ENDING
    return letters.startswith(word[:_STEM])


def _end(text: str, words: Sequence[_Word], n: int, wanted: Sequence[str]) -> int:
    """Return where a phrase ends whose first word is the text's word n; 0 if it is not there."""
    for word in wanted[1:]:
        following = _following(text, words, n)
        if following and _is_form(words[following].letters, word):
            n = following
            continue
        # An ending behind an apostrophe belongs to its word: "Rivermouth's", "Hillside'da".
        if not _has_ending(text, words, n):
            return 0
        following = _following(text, words, n + 1)
        if not following or not _is_form(words[following].letters, word):
            return 0
        n = following
    return words[n + 1 if _has_ending(text, words, n) else n].end


def _following(text: str, words: Sequence[_Word], n: int) -> int:
    """Return the index of the word behind word n if both can belong to one phrase, or 0."""
    if n + 1 == len(words) or not _BETWEEN.fullmatch(text, words[n].end, words[n + 1].start):
        return 0
    return n + 1


def _has_ending(text: str, words: Sequence[_Word], n: int) -> bool:
    """Return whether an apostrophe joins the next word to word n as its ending.

    A short one is the article or the like of the next: "l'électricité", "qu'il".
    """
    if n + 1 == len(words) or words[n + 1].start != words[n].end + 1:
        return False
    if len(words[n].letters) < _SHORTEST_WITH_ENDING or words[n].letters.endswith("qu"):
        return False
    return text[words[n].end] in _APOSTROPHES


def _without_prefixes(letters: str) -> Iterator[str]:
    """Yield a word, and what is left without what languages write together with the next word."""
    yield letters
    for prefix in _prefixes():
        if letters.startswith(prefix) and len(letters) > len(prefix):
            yield letters[len(prefix) :]


@lru_cache(maxsize=1)
def _prefixes() -> tuple[str, ...]:
    return tuple({prefix for each in languages.all() for prefix in each.writing.joined_prefixes})


def without_brackets(name: str) -> str:
    """Return a name without what stands in brackets: that explains it, and nobody says it."""
    return _BRACKETS.sub(" ", name)


def without(text: str, spans: Sequence[Span]) -> str:
    """Return the text with these parts replaced by spaces."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def is_inside(span: Span, other: Span) -> bool:
    """Return whether a span is part of another that is longer."""
    return other != span and other[0] <= span[0] and span[1] <= other[1]
