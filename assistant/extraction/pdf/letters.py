"""Reads the letters of a PDF page from PDFium, and is the only module that asks it for text.

Lengths are in points, from the top left corner of the page as it is shown.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from assistant.extraction.pdf.structure import Cell, Structure

#: What PDFium returns for a hyphen at the end of a line.
BROKEN = "\x02"
_BOLD = range(600, 1_001)
#: Khmer vowels that are written to the left of their letter, or on both of its sides.
_SPLIT = set("\u17be\u17bf\u17c0\u17c1\u17c2\u17c3\u17c4\u17c5")
#: First code point of scripts with combining marks, where one glyph may stand for several letters.
_FIRST_MARK = 0x300
#: Most letters of a page that are read; a page of a book has 3,000.
_MOST_LETTERS = 200_000


class Style(NamedTuple):
    """The properties that PDFium is asked for once for all letters of a text object."""

    base: float
    size: float
    bold: bool
    #: Heading level and table cell that contain the text by the file's own tags; 0 and None if none
    #: do.
    level: int
    cell: Cell | None
    upright: bool


class Letter(NamedTuple):
    """A letter and its position; one with an empty text only takes up room."""

    text: str
    left: float
    right: float
    base: float
    #: Position of the pen when the glyph was drawn.
    pen_x: float
    style: Style
    #: Text object and pen position, for letters that may share one glyph with others; else None.
    place: tuple[int, float, float] | None


def page_letters(page: Any, textpage: Any, structure: Structure) -> Iterator[Letter]:
    """Yield each letter of a page once, in PDFium's order, without slanted text."""
    return _without_repeats(_letters(page, textpage, structure))


def _letters(page: Any, textpage: Any, structure: Structure) -> Iterator[Letter]:
    """Yield the letters as PDFium gives them, some of them repeatedly."""
    # The loop runs some thousand times a page: functions are looked up once, and PDFium is asked
    # for as little as possible.
    raw = textpage.raw
    unicode_of, box_of, origin_of, object_of = (
        pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetTextObject,
    )  # fmt: skip
    # The loose box includes the letter's own spacing, so that only spaces leave gaps.
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    turn = _PageRotation(page)
    styles: dict[int, Style] = {}
    style: Style | None = None
    for index in range(min(textpage.count_chars(), _MOST_LETTERS)):
        code = unicode_of(raw, index)
        char = _character(code)
        if not char:
            continue
        key = 0
        if found := object_of(raw, index):
            key = ctypes.addressof(found.contents)
            known = styles.get(key)
            if known is None:
                known = styles[key] = _style(textpage, index, found, structure, turn)
            style = known
        elif style is None or not (char == " " or char == BROKEN):
            continue
        if not style.upright:
            continue
        box_of(raw, index, box)
        start, end = turn.span(box.left, box.right, box.bottom, box.top)
        base, pen, place = style.base, start, None
        if code >= _FIRST_MARK or not key:
            origin_of(raw, index, x, y)
            base, pen = turn.base(x.value, y.value), turn.along(x.value, y.value)
            place = (key, x.value, y.value)
        yield Letter(char, start, end, base, pen, style, place)


def _without_repeats(letters: Iterator[Letter]) -> Iterator[Letter]:
    """Yield the letters without those that a second glyph of the same syllable repeats.

    Chromium stores the whole text of a syllable with each of its glyphs: with the letter and with
    each of its marks.
    """
    last: list[tuple[str, float, float]] = []
    for place, group in groupby(letters, key=lambda letter: letter.place):
        if place is None:
            yield from group
            continue
        glyph = list(group)
        if len(glyph) > 1 and any(_is_mark(letter.text) for letter in glyph):
            text = "".join(letter.text for letter in glyph)
            left = min(letter.left for letter in glyph)
            right = max(letter.right for letter in glyph)
            slack = glyph[0].style.size if _SPLIT.intersection(text) else 0
            repeated = any(
                text == t and left < r + slack and le < right + slack for t, le, r in last
            )
            last = [*last[-3:], (text, left, right)]
            if repeated:
                # Its room is kept, so that the gap is not taken for a space.
                yield glyph[0]._replace(text="", left=left, right=right)
                continue
        yield from glyph


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Mc"}


def _character(code: int) -> str:
    """Return the character of a code point, a space for a tab, or "" for one to be ignored."""
    if code < 0x20:
        return {0x02: "\x02", 0x09: " "}.get(code, "")
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    return chr(code)


def _style(
    textpage: Any, index: int, found: Any, structure: Structure, turn: _PageRotation
) -> Style:
    """Return the style of the text object that this letter belongs to."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage.raw, index, matrix)
    scale = hypot(matrix.c, matrix.d) or 1.0
    size = pdfium.FPDFText_GetFontSize(textpage.raw, index) * scale
    bold = pdfium.FPDFText_GetFontWeight(textpage.raw, index) in _BOLD or _named_bold(found)
    mark = pdfium.FPDFPageObj_GetMarkedContentID(found)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage.raw, index, x, y)
    return Style(
        turn.base(x.value, y.value), max(size, 1.0), bold, structure.levels.get(mark, 0),
        structure.cells.get(mark), turn.upright(matrix.a, matrix.b),
    )  # fmt: skip


def _named_bold(found: Any) -> bool:
    """Return whether the name of the font says that it is bold."""
    font = pdfium.FPDFTextObj_GetFont(found)
    name = ctypes.create_string_buffer(100)
    if not font or not pdfium.FPDFFont_GetBaseFontName(font, name, 100):
        return False
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


class _PageRotation:
    """Converts the file's coordinates into those of the page as shown: turned, from the top."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_mediabox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self._rotation = page.get_rotation()

    def span(self, left: float, right: float, bottom: float, top: float) -> tuple[float, float]:
        """Return where a box begins and ends along the line."""
        if self._rotation == 90:
            return bottom - self._bottom, top - self._bottom
        if self._rotation == 180:
            return self._right - right, self._right - left
        if self._rotation == 270:
            return self._top - top, self._top - bottom
        return left - self._left, right - self._left

    def along(self, x: float, y: float) -> float:
        """Return the distance of a point from the left."""
        return self.span(x, x, y, y)[0]

    def base(self, x: float, y: float) -> float:
        """Return the distance of a point from the top."""
        offset: float
        if self._rotation == 90:
            offset = x - self._left
        elif self._rotation == 180:
            offset = y - self._bottom
        elif self._rotation == 270:
            offset = self._right - x
        else:
            offset = self._top - y
        return offset

    def upright(self, a: float, b: float) -> bool:
        """Return whether text with this matrix is shown upright; slanted text is a stamp."""
        along, across = {0: (a, b), 90: (b, a), 180: (-a, b), 270: (-b, a)}[self._rotation]
        return along == across == 0 or (along > 0 and abs(across) < 0.2 * along)
