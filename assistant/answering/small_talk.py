"""Messages that are no questions to a site: greetings, thanks, insults, and "who are you?". Pure.

Only a message that consists of nothing but known phrases is small talk, so that no question is
ever swallowed: "thank you programme" is searched. A greeting before a question is taken off it.
The phrases stand in the language packs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Literal, get_args

from assistant.text import fold, languages, opens_as_question, scripts

Kind = Literal[
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
#: Of several kinds in one message the first in this order is answered.
_ORDER: tuple[str, ...] = (*get_args(Kind), "opening")
#: What may stand before a question.
_LEADING = {"greeting", "thanks", "wellbeing", "opening", "filler"}
#: Characters of the longest message that is looked at, and of the longest greeting.
_LONGEST, _LONGEST_GREETING = 160, 60
#: Words, with the marks that letters carry in Arabic and in decomposed Latin.
_WORD = re.compile(rf"[\w{scripts.MARKS}]+")
#: Characters among which the first letter mostly is.
_HEAD = 16
_SEPARATOR = re.compile(r"[.,;!?…\n،؛؟。！？，、；।។~～]|(?<=\s)[-–—]|[–—]")


@dataclass(frozen=True, kw_only=True, slots=True)
class SmallTalk:
    """A message that is small talk: what it says, and the language of the phrases it consists of.

    The language has no region: `zh`.
    """

    kind: Kind
    language: str


def recognise(message: str, preferred: Sequence[str] = ()) -> SmallTalk | None:
    """What a message says if it is small talk as a whole, else None.

    Phrases of the `preferred` languages are tried first, in their order: short ones belong to
    several.
    """
    if len(message) > _LONGEST:
        return None
    for language in _in_order(preferred):
        if not _opens_with_phrase(message, language):
            continue
        pieces = _pieces(_units(message, language.is_spaced), language, None)
        kinds = {kind for kind in pieces or () if kind != "filler"}
        if kinds:
            first = next(kind for kind in _ORDER if kind in kinds)
            kind: Kind = "greeting" if first == "opening" else first  # type: ignore[assignment]
            return SmallTalk(kind=kind, language=language.base)
    return None


def without_greeting(message: str, preferred: Sequence[str] = ()) -> str:
    """The message without greetings and thanks before a question; as it is where there are none.

    They end at a mark, an emoji or a question word, so that names which begin like a greeting stay.
    """
    for language in _in_order(preferred):
        for end, last in _ends(message, language):
            rest = message[end:].lstrip()
            separator = _begins_anew(message, end, language)
            stripped = rest.lstrip("".join({c for c in rest[:12] if not c.isalnum()} - {"¿", "("}))
            if sum(char.isalnum() for char in stripped) < 2:
                continue
            opened = not language.is_spaced and last == "opening"
            if separator or opened or opens_as_question(stripped, language.code):
                return stripped
    return message


def _begins_anew(message: str, end: int, language: languages.Language) -> bool:
    """Whether what stands at `end`, before the next word, sets apart what follows."""
    gap = re.match(r"[^\w¿(]*", message[end:])
    between = gap[0] if gap else ""
    if not language.is_spaced and between[:1].isspace() and not message[end - 1].isascii():
        return True
    return bool(_SEPARATOR.search(f" {between}")) or any(
        unicodedata.category(char) == "So" for char in between
    )


def _ends(message: str, language: languages.Language) -> Iterable[tuple[int, str]]:
    """Where a greeting at the beginning may end, the longest first, and its last kind."""
    head = message[:_LONGEST_GREETING]
    if not _opens_with_phrase(head, language):
        return
    if not language.is_spaced:
        ends = list(range(len(head), 0, -1))
    else:
        ends = [found.end() for found in _WORD.finditer(head)][::-1]
    for end in ends:
        pieces = _pieces(_units(message[:end], language.is_spaced), language, _LEADING)
        kinds = [kind for kind in pieces or () if kind != "filler"]
        if pieces and kinds and (end >= len(message) or _is_boundary(message, end, language)):
            yield end, pieces[-1]


def _is_boundary(message: str, end: int, language: languages.Language) -> bool:
    """Whether a phrase may end here: not inside a letter that has marks, nor inside a word."""
    char = message[end]
    if unicodedata.category(char).startswith("M"):
        return False
    if not language.is_spaced and not message[end - 1].isascii():
        return True
    return not re.match(r"[-'’]?\w", message[end : end + 2])


def _in_order(preferred: Sequence[str]) -> list[languages.Language]:
    first = [languages.get(code) for code in (*preferred, "en")]
    return list(dict.fromkeys([*first, *languages.all()]))


def _opens_with_phrase(message: str, language: languages.Language) -> bool:
    """Whether its first unit begins a phrase: most questions begin like none."""
    return _first_unit(message, language.is_spaced) in _phrases(language)


@lru_cache(maxsize=256)
def _first_unit(text: str, is_spaced: bool) -> str:
    """The first of its `_units`, found without the others; empty if it has none."""
    if not is_spaced:
        # Emoji may stand before the first letter.
        units = _units(text[:_HEAD], False) or _units(text, False)
        return units[0] if units else ""
    words = (_plain(found[0]) for found in _WORD.finditer(text))
    return next(filter(None, words), "")


@lru_cache(maxsize=256)
def _units(text: str, is_spaced: bool) -> tuple[str, ...]:
    """What phrases are made of: words, or in a script without spaces single characters.

    Kept, as one text is compared with the phrases of language after language.
    """
    if is_spaced:
        return tuple(filter(None, (_plain(word) for word in _WORD.findall(text))))
    return tuple(
        char
        for char in _plain(text)
        if unicodedata.category(char)[0] in "LMN" and not "\ufe00" <= char <= "\ufe0f"
    )


def _plain(text: str) -> str:
    """Folded, and letters that are drawn out ("hiii") written once."""
    return re.sub(r"(\w)\1{2,}", r"\1", fold(text))


@lru_cache(maxsize=32)
def _phrases(language: languages.Language) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The phrases of a language with their kinds, by their first unit; none of an unknown one."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind in (each.name for each in fields(language.small_talk)):
        for phrase in getattr(language.small_talk, kind):
            if units := _units(phrase, language.is_spaced):
                found.setdefault(units[0], []).append((units, kind))
    return found


def _pieces(
    units: tuple[str, ...], language: languages.Language, allowed: set[str] | None
) -> list[str] | None:
    """The kinds of the fewest phrases that make up the whole, in order; None if none do.

    A phrase that is of two kinds counts as the one that is no filler.
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
    return len(kinds), kinds.count("filler")
