"""Messages that are no questions to a site: greetings, thanks, insults, and "who are you?". Pure.

Only a message that consists of nothing but known phrases is small talk, so that no question is
ever swallowed: "thank you programme" is searched. A greeting before a question is taken off it.
The phrases stand in `phrases/`, a file for each language.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from assistant.text import fold, opens_as_question

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
_UNSPACED = {"zh", "th", "km"}
_PHRASES = Path(__file__).resolve().parent / "phrases"
#: Words, with the marks that letters carry in Arabic and in decomposed Latin.
_WORD = re.compile(r"[\w\u0300-\u036f\u064b-\u065f\u0670]+")
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


def recognise(message: str, languages: Sequence[str] = ()) -> SmallTalk | None:
    """What a message says if it is small talk as a whole, else None.

    Phrases of `languages` are tried first, in their order: short ones belong to several.
    """
    if len(message) > _LONGEST:
        return None
    for code in _in_order(languages):
        if not _opens_with_phrase(message, code):
            continue
        pieces = _pieces(_units(message, code in _UNSPACED), code, None)
        kinds = {kind for kind in pieces or () if kind != "filler"}
        if kinds:
            first = next(kind for kind in _ORDER if kind in kinds)
            kind: Kind = "greeting" if first == "opening" else first  # type: ignore[assignment]
            return SmallTalk(kind=kind, language=code)
    return None


def without_greeting(message: str, languages: Sequence[str] = ()) -> str:
    """The message without greetings and thanks before a question; as it is where there are none.

    They end at a mark, an emoji or a question word, so that names which begin like a greeting stay.
    """
    for code in _in_order(languages):
        for end, last in _ends(message, code):
            rest = message[end:].lstrip()
            separator = _begins_anew(message, end, code)
            stripped = rest.lstrip("".join({c for c in rest[:12] if not c.isalnum()} - {"¿", "("}))
            if sum(char.isalnum() for char in stripped) < 2:
                continue
            opened = code in _UNSPACED and last == "opening"
            if separator or opened or opens_as_question(stripped, code):
                return stripped
    return message


def _begins_anew(message: str, end: int, code: str) -> bool:
    """Whether what stands at `end`, before the next word, sets apart what follows."""
    gap = re.match(r"[^\w¿(]*", message[end:])
    between = gap[0] if gap else ""
    if code in _UNSPACED and between[:1].isspace() and not message[end - 1].isascii():
        return True
    return bool(_SEPARATOR.search(f" {between}")) or any(
        unicodedata.category(char) == "So" for char in between
    )


def _ends(message: str, code: str) -> Iterable[tuple[int, str]]:
    """Where a greeting at the beginning may end, the longest first, and its last kind."""
    head = message[:_LONGEST_GREETING]
    if not _opens_with_phrase(head, code):
        return
    if code in _UNSPACED:
        ends = list(range(len(head), 0, -1))
    else:
        ends = [found.end() for found in _WORD.finditer(head)][::-1]
    for end in ends:
        pieces = _pieces(_units(message[:end], code in _UNSPACED), code, _LEADING)
        kinds = [kind for kind in pieces or () if kind != "filler"]
        if pieces and kinds and (end >= len(message) or _is_boundary(message, end, code)):
            yield end, pieces[-1]


def _is_boundary(message: str, end: int, code: str) -> bool:
    """Whether a phrase may end here: not inside a letter that has marks, nor inside a word."""
    char = message[end]
    if unicodedata.category(char).startswith("M"):
        return False
    if code in _UNSPACED and not message[end - 1].isascii():
        return True
    return not re.match(r"[-'’]?\w", message[end : end + 2])


def _in_order(languages: Sequence[str]) -> list[str]:
    first = [code.split("-")[0] for code in languages]
    return list(dict.fromkeys([*first, "en", *_codes()]))


@lru_cache(maxsize=1)
def _codes() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _PHRASES.glob("*.toml")))


def _opens_with_phrase(message: str, code: str) -> bool:
    """Whether its first unit begins a phrase: most questions begin like none."""
    return _first_unit(message, code in _UNSPACED) in _phrases(code)


@lru_cache(maxsize=256)
def _first_unit(text: str, unspaced: bool) -> str:
    """The first of its `_units`, found without the others; empty if it has none."""
    if unspaced:
        # Emoji may stand before the first letter.
        units = _units(text[:_HEAD], True) or _units(text, True)
        return units[0] if units else ""
    words = (_plain(found[0]) for found in _WORD.finditer(text))
    return next(filter(None, words), "")


@lru_cache(maxsize=256)
def _units(text: str, unspaced: bool) -> tuple[str, ...]:
    """What phrases are made of: words, or in a script without spaces single characters.

    Kept, as one text is compared with the phrases of language after language.
    """
    if not unspaced:
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
def _phrases(code: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The phrases of a language with their kinds, by their first unit; none of an unknown one."""
    path = _PHRASES / f"{code}.toml"
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    if code in _codes():
        for kind, phrases in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for phrase in phrases.split("|"):
                if units := _units(phrase, code in _UNSPACED):
                    found.setdefault(units[0], []).append((units, kind))
    return found


def _pieces(units: tuple[str, ...], code: str, allowed: set[str] | None) -> list[str] | None:
    """The kinds of the fewest phrases that make up the whole, in order; None if none do.

    A phrase that is of two kinds counts as the one that is no filler.
    """
    phrases = _phrases(code)
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
