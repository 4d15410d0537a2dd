"""Puts the letters of a line of right-to-left text into the order in which they are read.

A PDF states the position of each letter but not the reading order, and programs store right-to-left
text in different orders. So the order is derived from the positions alone.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

_RTL = {"R", "AL"}
_NUMBERS = {"EN", "AN"}
#: Ligatures that have a code point of their own: lam with the four kinds of alef, and "Allah".
_TAKEN_APART = {"لا", "لأ", "لإ", "لآ", "الله"}
#: Bidirectional classes of signs that belong to a number between digits: 9:30, 1,000, 0212-555.
_IN_NUMBERS = {"CS", "ES", "ET"}
#: Gaps as shares of the font size. From left to right: a gap that is a space even in text with
#: written spaces; one that is a space in text without; the widest gap that never is a space; and
#: how far a written space may have been moved from its gap.
_WIDE, _NARROW, _NO_SPACE, _REACH = 0.25, 0.16, 0.18, 0.7
#: A space wider than this share of the font size takes room of its own.
_ROOM = 0.1
_OPENING = {"(": ")", "[": "]", "{": "}", "«": "»"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_SWAPPED = str.maketrans({**_OPENING, **_CLOSING})


class Placed(Protocol):
    """A letter with its left and right edge and the pen's position for it, in any unit."""

    @property
    def text(self) -> str: ...
    @property
    def left(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def pen_x(self) -> float: ...


def is_rtl(char: str) -> bool:
    """Return whether a letter belongs to a script written from right to left."""
    return char >= "\u0590" and unicodedata.bidirectional(char) in _RTL


def reading_order(glyphs: Sequence[Placed], *, size: float) -> str:
    """Return the text of one line in reading order, normalised (NFKC).

    `glyphs` are its letters and spaces with their positions, in any order; `size` is the font's, in
    the same unit.
    """
    texts = _from_the_left(glyphs, size)
    kinds = _directions(texts)
    runs = _grouped(texts, kinds)
    rtl = sum(len(run) for kind, run in runs if kind == "R")
    ltr = sum(sum(text.isalpha() for text in run) for kind, run in runs if kind == "L")
    if rtl >= ltr:
        runs.reverse()
    from_the_right = "".join("".join(reversed(run)) for kind, run in runs if kind == "R")
    table = _SWAPPED if _are_swapped(from_the_right) else {}
    read = [
        "".join(reversed(run)).translate(table) if kind == "R" else "".join(run)
        for kind, run in runs
    ]
    # NFKC turns ligatures (ﻻ) and contextual letter forms into the plain letters.
    return unicodedata.normalize("NFKC", "".join(read))


def _from_the_left(glyphs: Sequence[Placed], size: float) -> list[str]:
    """Return the letters with their combining marks, and the spaces, from left to right."""
    # Sorted by the pen's position, because a letter may reach below its neighbours.
    ordered = sorted(_unreversed(glyphs), key=lambda glyph: (glyph.pen_x, glyph.left + glyph.right))
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


def _unreversed(glyphs: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the letters, those of each ligature in their order from left to right.

    The letters of a ligature (ﻻ, or ب and ز joined) share one position. PDFium reverses them as
    right-to-left text, except those of a ligature with a code point of its own.
    """
    for _, group in groupby(glyphs, key=lambda glyph: (glyph.pen_x, glyph.left, glyph.right)):
        sign = list(group)
        if "".join(glyph.text for glyph in sign) in _TAKEN_APART:
            sign.reverse()
        yield from sign


def _spaced(ordered: Sequence[Placed], size: float) -> set[int]:
    """Return the indexes of the letters (combining marks not counted) that a space follows.

    A written space only says that there is a space nearby, because PDFium moves spaces when it
    reverses words. So each is assigned to the widest free gap in its reach.
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
            # The width that PDFium gives for a mark may be a part of its letter's.
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
        # A space with a width of its own counts where it is.
        if glyph.text.isspace() and glyph.right - glyph.left > _ROOM * size:
            found.add(bisect(middles, (glyph.left + glyph.right) / 2) - 1)
    for place in written:
        near = [
            (max(ends[n] - place, place - bases[n + 1].left, 0), n)
            for n, gap in enumerate(gaps)
            if gap > _NO_SPACE * size
        ]
        # A space inside a gap belongs to that gap; one that was moved belongs to the nearest free
        # gap.
        if near and not (min(near)[0] == 0 and min(near)[1] in found):
            distance, n = min(((d, n) for d, n in near if n not in found), default=(_REACH, -1))
            if n >= 0 and distance < _REACH * size:
                found.add(n)
    return found


def _directions(texts: Sequence[str]) -> list[str]:
    """Return for each letter from left to right whether it is read leftwards ("R") or not ("L").

    Numbers are "L". Neutral characters take the direction that their neighbours give them.
    """
    classes = [unicodedata.bidirectional(text[0]) for text in texts]
    kinds = [
        "R" if kind in _RTL else "L" if kind == "L" else "N" if kind in _NUMBERS else ""
        for kind in classes
    ]
    for n in range(1, len(kinds) - 1):
        if not kinds[n] and kinds[n - 1] == kinds[n + 1] == "N" and classes[n] in _IN_NUMBERS:
            kinds[n] = "N"
    _resolve_neutrals(kinds)
    return ["L" if kind in {"L", "N"} else "R" for kind in kinds]


def _resolve_neutrals(kinds: list[str]) -> None:
    """Give neutral characters between Latin letters the direction "L", and all others "R"."""
    n = 0
    while n < len(kinds):
        if kinds[n]:
            n += 1
            continue
        end = n
        while end < len(kinds) and not kinds[end]:
            end += 1
        around = {kinds[n - 1] if n else "", kinds[end] if end < len(kinds) else ""}
        # A number belongs to Latin text if there is a Latin letter on the other side.
        latin = "L" in around and around <= {"L", "N"}
        kinds[n:end] = ["L" if latin else "R"] * (end - n)
        n = end


def _grouped(texts: Sequence[str], kinds: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Group adjacent letters of the same direction."""
    pairs = groupby(zip(kinds, texts, strict=True), key=lambda pair: pair[0])
    return [(kind, [text for _, text in run]) for kind, run in pairs]


def _are_swapped(text: str) -> bool:
    """Return whether brackets stand the wrong way round.

    Some programs store brackets as they are seen, others as they are meant. `text` is what of a
    line runs from right to left: of "(1)" the brackets, but not the number.
    """
    for char in text:
        if char in _OPENING:
            return False
        if char in _CLOSING:
            return _CLOSING[char] in text
    return False
