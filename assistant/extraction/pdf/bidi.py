"""The letters of a line as they stand on the page, to the order in which they are read.

A PDF says where a letter stands, not which is read first, and programs that write right-to-left
text disagree on the order in which they write it. Where the letters stand they do not disagree.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

_RTL = {"R", "AL"}
_NUMBERS = {"EN", "AN"}
#: Signs with codes of their own: lam with the four kinds of alef, and the word for God.
_TAKEN_APART = {"لا", "لأ", "لإ", "لآ", "الله"}
#: What belongs to a number when it stands between digits: 9:30, 1,000, 2024/25, 0212-555.
_IN_NUMBERS = {"CS", "ES", "ET"}
#: Gaps in sizes of the font: a space even where spaces are written, a space where none are, no
#: space whatever is written; and how far a written space may have been moved.
_WIDE, _NARROW, _NONE, _REACH = 0.25, 0.16, 0.18, 0.7
#: Width of a space that takes room.
_ROOM = 0.1
_OPENING = {"(": ")", "[": "]", "{": "}", "«": "»"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_SWAPPED = str.maketrans({**_OPENING, **_CLOSING})


class Placed(Protocol):
    """A letter with its left and right end and where the pen was for it, in any unit."""

    @property
    def text(self) -> str: ...
    @property
    def left(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def pen(self) -> float: ...


def is_rtl(char: str) -> bool:
    """Whether a letter is of a script that is written from right to left."""
    return char >= "\u0590" and unicodedata.bidirectional(char) in _RTL


def logical(glyphs: Sequence[Placed], *, size: float) -> str:
    """The text of one line in the order of reading; `size` is the font's."""
    texts = _from_the_left(glyphs, size)
    kinds = _directions(texts)
    runs = _grouped(texts, kinds)
    rtl = sum(len(run) for kind, run in runs if kind == "R")
    ltr = sum(sum(text.isalpha() for text in run) for kind, run in runs if kind == "L")
    if rtl >= ltr:
        runs.reverse()
    read = [
        _brackets("".join(reversed(run))) if kind == "R" else "".join(run) for kind, run in runs
    ]
    # Letters joined to one sign (ﻻ) and their forms in a word are the plain letters.
    return unicodedata.normalize("NFKC", "".join(read))


def _from_the_left(glyphs: Sequence[Placed], size: float) -> list[str]:
    """Letters with their marks, as they stand from left to right, and spaces."""
    # By the pen, for letters may reach below their neighbours.
    ordered = sorted(_as_seen(glyphs), key=lambda glyph: (glyph.pen, glyph.left + glyph.right))
    bases = [g for g in ordered if not g.text.isspace() and not unicodedata.combining(g.text[:1])]
    if not bases:
        return []
    texts = [base.text for base in bases]
    middles = [(base.left + base.right) / 2 for base in bases]
    for mark in ordered:
        if unicodedata.combining(mark.text[:1]):
            middle = (mark.left + mark.right) / 2
            nearest = min(range(len(bases)), key=lambda n: abs(middles[n] - middle))
            texts[nearest] += mark.text
    spaced = _spaced(ordered, size)
    letters: list[str] = []
    for n, text in enumerate(texts):
        letters.append(text)
        if n in spaced:
            letters.append(" ")
    return letters


def _as_seen(glyphs: Sequence[Placed]) -> Iterator[Placed]:
    """The letters, those of one sign with one place (ﻻ, or ب and ز joined) as if from the left.

    PDFium turns right-to-left letters round, those of a sign too, unless the sign has a code of its
    own, which it takes apart.
    """
    for _, group in groupby(glyphs, key=lambda glyph: (glyph.pen, glyph.left, glyph.right)):
        sign = list(group)
        if "".join(glyph.text for glyph in sign) in _TAKEN_APART:
            sign.reverse()
        yield from sign


def _spaced(ordered: Sequence[Placed], size: float) -> set[int]:
    """After which letters, marks not counted, a space stands.

    Spaces that are written say that there is one nearby, and no more: PDFium moves them when it
    turns words round. Each is put into the widest gap in its reach.
    """
    written = [
        glyph.left
        for glyph in ordered
        if glyph.text.isspace() and glyph.right - glyph.left <= _ROOM * size
    ]
    bases: list[Placed] = []
    ends: list[float] = []
    filled: list[float] = []
    for glyph in ordered:
        if unicodedata.combining(glyph.text[:1]):
            # What PDFium says of a mark's place may be a part of its letter's.
            filled[-1:] = [filled[-1] + glyph.right - glyph.left] if filled else []
        elif not glyph.text.isspace():
            bases.append(glyph)
            ends.append(max(glyph.right, ends[-1]) if ends else glyph.right)
            filled.append(0.0)
    gaps = [bases[n + 1].left - ends[n] - filled[n] for n in range(len(bases) - 1)]
    found = {
        n
        for n, gap in enumerate(gaps)
        if gap > (_WIDE if any(glyph.text.isspace() for glyph in ordered) else _NARROW) * size
    }
    middles = [(base.left + base.right) / 2 for base in bases]
    for glyph in ordered:
        # What takes room of its own is a space, wherever it is.
        if glyph.text.isspace() and glyph.right - glyph.left > _ROOM * size:
            found.add(bisect(middles, (glyph.left + glyph.right) / 2) - 1)
    for place in written:
        near = [
            (max(ends[n] - place, place - bases[n + 1].left, 0), n)
            for n, gap in enumerate(gaps)
            if gap > _NONE * size
        ]
        # A space that stands in a gap is that gap's; one that was moved belongs to a free one.
        if near and not (min(near)[0] == 0 and min(near)[1] in found):
            distance, n = min(((d, n) for d, n in near if n not in found), default=(_REACH, -1))
            if n >= 0 and distance < _REACH * size:
                found.add(n)
    return found


def _directions(texts: Sequence[str]) -> list[str]:
    """For each letter from the left "R", "L" (numbers too), or what its neighbours make of it."""
    classes = [unicodedata.bidirectional(text[0]) for text in texts]
    kinds = [
        "R" if kind in _RTL else "L" if kind == "L" else "N" if kind in _NUMBERS else ""
        for kind in classes
    ]
    for n in range(1, len(kinds) - 1):
        if not kinds[n] and kinds[n - 1] == kinds[n + 1] == "N" and classes[n] in _IN_NUMBERS:
            kinds[n] = "N"
    _settle_neutrals(kinds)
    return ["L" if kind in {"L", "N"} else "R" for kind in kinds]


def _settle_neutrals(kinds: list[str]) -> None:
    """What stands between two letters of Latin is read with them; all else with the line."""
    n = 0
    while n < len(kinds):
        if kinds[n]:
            n += 1
            continue
        end = n
        while end < len(kinds) and not kinds[end]:
            end += 1
        around = {kinds[n - 1] if n else "", kinds[end] if end < len(kinds) else ""}
        # A number is Latin text's if a letter of it stands on the other side.
        latin = "L" in around and around <= {"L", "N"}
        kinds[n:end] = ["L" if latin else "R"] * (end - n)
        n = end


def _grouped(texts: Sequence[str], kinds: Sequence[str]) -> list[tuple[str, list[str]]]:
    pairs = groupby(zip(kinds, texts, strict=True), key=lambda pair: pair[0])
    return [(kind, [text for _, text in run]) for kind, run in pairs]


def _brackets(text: str) -> str:
    """Brackets the right way round: some programs write what is seen, others what is meant."""
    for char in text:
        if char in _OPENING:
            return text
        if char in _CLOSING:
            return text.translate(_SWAPPED) if _CLOSING[char] in text else text
    return text
