"""Recognises small talk, such as greetings, thanks, insults and "who are you?". Pure.

Only a message that consists entirely of known phrases is small talk, so that no question is taken
for it: "thank you programme" is searched. A greeting before a question is removed. The phrases
are in the language packs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Literal, get_args

from assistant.text import begins_like_question, fold, languages, scripts

SmallTalkKind = Literal[
    "insult",
    "ability",
    "languages",
    "identity",
    "human",
    "maker",
    "wellbeing",
    "farewell",
    "thanks",
    "greeting",
]
#: A message of several kinds counts as the first of them in this order.
_PRECEDENCE: tuple[str, ...] = (*get_args(SmallTalkKind), "opening")
#: Kinds of phrases that may precede a question.
_LEADING = {"greeting", "thanks", "wellbeing", "opening", "filler"}
#: The longest message that can be small talk, and the longest greeting, in characters.
_MAX_LENGTH, _MAX_GREETING = 160, 60
#: A word, with the combining marks of Arabic and of decomposed Latin.
_WORD = re.compile(rf"[\w{scripts.MARKS}]+")
#: The first letter of a message is usually among so many first characters.
_HEAD_CHARACTERS = 16
_SEPARATOR = re.compile(r"[.,;!?…\n،؛؟。！？，、；।។~～]|(?<=\s)[-–—]|[–—]")


@dataclass(frozen=True, kw_only=True, slots=True)
class SmallTalk:
    """The kind of small talk that a message is, and the language of its phrases, without region."""

    kind: SmallTalkKind
    language: str


def recognise(message: str, preferred: Sequence[str] = ()) -> SmallTalk | None:
    """Return the kind and language of a message that is entirely small talk, else None.

    Phrases of the `preferred` languages are tried first, in this order, since short phrases belong
    to several languages.
    """
    if len(message) > _MAX_LENGTH:
        return None
    for language in _languages_in_order(preferred):
        if not _opens_with_phrase(message, language):
            continue
        phrase_kinds = _phrase_kinds(_units(message, language.is_spaced), language, None)
        kinds = {kind for kind in phrase_kinds or () if kind != "filler"}
        if kinds:
            first = next(kind for kind in _PRECEDENCE if kind in kinds)
            kind: SmallTalkKind = "greeting" if first == "opening" else first  # type: ignore[assignment]
            return SmallTalk(kind=kind, language=language.base)
    return None


def without_greeting(message: str, preferred: Sequence[str] = ()) -> str:
    """Return the message without greetings and thanks before a question, or as it is.

    A greeting ends at a punctuation mark, an emoji or a question word, so that a name that begins
    like a greeting stays.
    """
    for language in _languages_in_order(preferred):
        for end, last in _greeting_ends(message, language):
            rest = message[end:].lstrip()
            separator = _is_set_apart(message, end, language)
            stripped = rest.lstrip("".join({c for c in rest[:12] if not c.isalnum()} - {"¿", "("}))
            if sum(char.isalnum() for char in stripped) < 2:
                continue
            opened = not language.is_spaced and last == "opening"
            if separator or opened or begins_like_question(stripped, language.code):
                return stripped
    return message


def _is_set_apart(message: str, end: int, language: languages.Language) -> bool:
    """Return whether punctuation, an emoji or, in some scripts, a space follows at index `end`."""
    gap = re.match(r"[^\w¿(]*", message[end:])
    between = gap[0] if gap else ""
    if not language.is_spaced and between[:1].isspace() and not message[end - 1].isascii():
        return True
    return bool(_SEPARATOR.search(f" {between}")) or any(
        unicodedata.category(char) == "So" for char in between
    )


def _greeting_ends(message: str, language: languages.Language) -> Iterable[tuple[int, str]]:
    """Yield each index at which a greeting may end, last one first, and its last phrase's kind."""
    head = message[:_MAX_GREETING]
    if not _opens_with_phrase(head, language):
        return
    if not language.is_spaced:
        ends = list(range(len(head), 0, -1))
    else:
        ends = [found.end() for found in _WORD.finditer(head)][::-1]
    for end in ends:
        phrase_kinds = _phrase_kinds(_units(message[:end], language.is_spaced), language, _LEADING)
        kinds = [kind for kind in phrase_kinds or () if kind != "filler"]
        if phrase_kinds and kinds and (end >= len(message) or _is_boundary(message, end, language)):
            yield end, phrase_kinds[-1]


def _is_boundary(message: str, end: int, language: languages.Language) -> bool:
    """Return whether a phrase may end at index `end`: not before a combining mark or in a word."""
    char = message[end]
    if unicodedata.category(char).startswith("M"):
        return False
    if not language.is_spaced and not message[end - 1].isascii():
        return True
    return not re.match(r"[-'’]?\w", message[end : end + 2])


def _languages_in_order(preferred: Sequence[str]) -> list[languages.Language]:
    first = [languages.get(code) for code in (*preferred, "en")]
    return list(dict.fromkeys([*first, *languages.all()]))


def _opens_with_phrase(message: str, language: languages.Language) -> bool:
    """Return whether its first unit begins a phrase, which quickly rules out most questions."""
    return _first_unit(message, language.is_spaced) in _phrases(language)


@lru_cache(maxsize=256)
def _first_unit(text: str, is_spaced: bool) -> str:
    """Return the first of the text's `_units` without computing the others, "" if it has none."""
    if not is_spaced:
        # Of the whole text where only emoji are in the head.
        units = _units(text[:_HEAD_CHARACTERS], False) or _units(text, False)
        return units[0] if units else ""
    words = (_normalized(found[0]) for found in _WORD.finditer(text))
    return next(filter(None, words), "")


@lru_cache(maxsize=256)
def _units(text: str, is_spaced: bool) -> tuple[str, ...]:
    """Return the units that phrases are compared by: words, or characters in unspaced scripts.

    Cached, because one text is compared with the phrases of many languages.
    """
    if is_spaced:
        return tuple(filter(None, (_normalized(word) for word in _WORD.findall(text))))
    return tuple(
        char
        for char in _normalized(text)
        if unicodedata.category(char)[0] in "LMN" and not "\ufe00" <= char <= "\ufe0f"
    )


def _normalized(text: str) -> str:
    """Return the text folded, with letters that are repeated for emphasis ("hiii") written once."""
    return re.sub(r"(\w)\1{2,}", r"\1", fold(text))


@lru_cache(maxsize=32)
def _phrases(language: languages.Language) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return the phrases of a language as units, with their kinds, by their first unit."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind in (each.name for each in fields(language.small_talk)):
        for phrase in getattr(language.small_talk, kind):
            if units := _units(phrase, language.is_spaced):
                found.setdefault(units[0], []).append((units, kind))
    return found


def _phrase_kinds(
    units: tuple[str, ...], language: languages.Language, allowed: set[str] | None
) -> list[str] | None:
    """Return the kinds of the fewest phrases that together are the units, in order, or None.

    With `allowed` only phrases of these kinds count. Of equally few phrases, those with the fewest
    fillers are taken.
    """
    phrases = _phrases(language)
    best: list[list[str] | None] = [[]] + [None] * len(units)
    for start in range(len(units)):
        before = best[start]
        if before is None:
            continue
        for phrase, kind in phrases.get(units[start], ()):
            end = start + len(phrase)
            if units[start:end] != phrase or (allowed and kind not in allowed):
                continue
            there = best[end]
            if there is None or _cost([*before, kind]) < _cost(there):
                best[end] = [*before, kind]
    return best[len(units)] or None


def _cost(kinds: list[str]) -> tuple[int, int]:
    """Return the sort key of a division into phrases; the lowest is the best."""
    return len(kinds), kinds.count("filler")
