"""A PDF page's letters as PDFium gives them, gathered into runs that stand close on one line.

The only module that asks PDFium for text. Lengths are points from the page's top left corner, as
the page is shown.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import hypot
from typing import Any, NamedTuple

from assistant.extraction.pdf_bidi import is_rtl, logical
from assistant.extraction.pdf_structure import Cell, Structure

#: Gap between two letters, in sizes of the font, that ends a run; and one that is a space.
_END = 1.2
_SPACE = 0.16
#: Shift of the base line, in sizes of the font, that a run takes: an index, an accent.
_SHIFT = 0.4
#: Control characters that PDFium puts for a hyphen at a line's end.
_HYPHENS = {"\x02", "\ufffe", "\u00ad"}
#: What stands at the end of a run that ends with such a hyphen.
BROKEN = "\x02"
_BOLD = range(600, 1_001)
#: Vowels of Khmer that stand to the left of their letter, or on both of its sides.
_SPLIT = set("\u17be\u17bf\u17c0\u17c1\u17c2\u17c3\u17c4\u17c5")
#: Letters of a page that are read at most; a page of a book has 3,000.
_MOST_LETTERS = 200_000


class Glyph(NamedTuple):
    """A letter and where it stands."""

    text: str
    left: float
    right: float


@dataclass(kw_only=True)
class Run:
    """Letters that stand close together on one line, in one size."""

    glyphs: list[Glyph]
    left: float
    right: float
    base: float
    size: float
    bold: bool
    #: Level of the heading, and the cell, that it is in by the file's own structure; 0, None: none.
    level: int
    cell: Cell | None = None
    #: In the order of reading.
    text: str = ""


class _Style(NamedTuple):
    """What is asked of PDFium once for all letters of a text object."""

    size: float
    bold: bool
    level: int
    cell: Cell | None
    upright: bool


def page_runs(page: Any, structure: Structure) -> list[Run]:
    """The runs of a page, in no order; `structure` is the page's own."""
    textpage = page.get_textpage()
    try:
        runs: list[Run] = []
        for letter in _once(_letters(page, textpage, structure)):
            style, base = letter.style, letter.base
            glyph = Glyph(letter.char, letter.left, letter.right)
            run = runs[-1] if runs else None
            if run is None or not _fits(run, style, glyph, base):
                if not glyph.text.strip():
                    continue
                run = Run(
                    glyphs=[], left=glyph.left, right=glyph.right, base=base, size=style.size,
                    bold=style.bold, level=style.level, cell=style.cell,
                )  # fmt: skip
                runs.append(run)
            run.glyphs.append(glyph)
            if not glyph.text.isspace():
                run.left, run.right = min(run.left, glyph.left), max(run.right, glyph.right)
        return _joined(runs)
    finally:
        textpage.close()


def _fits(run: Run, style: _Style, glyph: Glyph, base: float) -> bool:
    size = max(run.size, style.size)
    if glyph.text.isspace():
        # A space has no size of its own.
        return abs(base - run.base) < _SHIFT * run.size and glyph.left < run.right + _END * run.size
    return (
        abs(base - run.base) < _SHIFT * size
        and 0.5 * run.size < style.size < 1.5 * run.size
        and style.level == run.level
        and style.cell == run.cell
        and run.left - _END * size < glyph.right
        and glyph.left < run.right + _END * size
    )


def _joined(runs: list[Run]) -> list[Run]:
    """Runs side by side as one, and each one's text in the order of reading."""
    runs.sort(key=lambda run: (run.base, run.left))
    rows: list[list[Run]] = []
    for run in runs:
        row = rows[-1] if rows else None
        if row and abs(row[0].base - run.base) < _SHIFT * min(row[0].size, run.size):
            row.append(run)
        else:
            rows.append([run])
    joined: list[Run] = []
    for row in rows:
        last: Run | None = None
        for run in sorted(row, key=lambda run: run.left):
            if last and _same_part(last, run) and _near(last, run):
                _append(last, run)
            else:
                joined.append(run)
                last = run
    for run in joined:
        run.text = _text(run)
    return [run for run in joined if run.text.strip()]


def _same_part(first: Run, second: Run) -> bool:
    return first.level == second.level and first.cell == second.cell


def _near(first: Run, second: Run) -> bool:
    gap = second.left - first.right
    return -2 * first.size < gap < _END * min(first.size, second.size)


def _append(first: Run, second: Run) -> None:
    if second.left - first.right > _SPACE * first.size:
        middle = (first.right + second.left) / 2
        first.glyphs.append(Glyph(" ", middle, middle))
    first.glyphs += second.glyphs
    # Of two sizes, as of a number raised above the line, the larger one is the line's.
    if second.size > first.size:
        first.size, first.base = second.size, second.base
    first.bold = first.bold and second.bold
    first.right = max(first.right, second.right)


def _text(run: Run) -> str:
    text = "".join(glyph.text for glyph in run.glyphs)
    if any(is_rtl(char) for char in text):
        text = logical([glyph for glyph in run.glyphs if glyph.text], size=run.size)
    elif " " in text:
        text = "".join(_with_seen_spaces(run.glyphs, _SPACE * run.size))
    ends_broken = text.rstrip()[-1:] in _HYPHENS
    text = "".join(char for char in text if char not in _HYPHENS)
    return " ".join(text.split()) + (BROKEN if ends_broken else "")


def _with_seen_spaces(glyphs: list[Glyph], least: float) -> Iterator[str]:
    """The letters, without spaces that PDFium adds where nothing is seen, as after Thai marks."""
    end = glyphs[0].right
    # Where a syllable was said again there is no room for a space.
    said_again = [glyph for glyph in glyphs if not glyph.text]
    waiting: Glyph | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            waiting = glyph if waiting is None or glyph.right > glyph.left else waiting
            continue
        end = max([end, *(other.right for other in said_again if other.left < glyph.left)])
        if waiting and (waiting.right > waiting.left or glyph.left - end > least):
            yield " "
        waiting = None
        end = max(end, glyph.right)
        yield glyph.text


class _Letter(NamedTuple):
    """A character of PDFium's, before those of one glyph are told apart."""

    style: _Style
    char: str
    left: float
    right: float
    base: float
    #: The text object and the pen's place: the same for all characters of one glyph.
    place: tuple[int, float, float]


def _letters(page: Any, textpage: Any, structure: Structure) -> Iterator[_Letter]:
    """Each letter with its style and base line, in PDFium's order."""
    import pypdfium2.raw as pdfium

    # Called some thousand times a page, so everything is looked up once.
    raw = textpage.raw
    unicode_of, box_of, origin_of, object_of = (
        pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetTextObject,
    )  # fmt: skip
    # As wide as the letter with its own room, so that only spaces leave gaps.
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    turn = _Turn(page)
    styles: dict[int, _Style] = {}
    style: _Style | None = None
    for index in range(min(textpage.count_chars(), _MOST_LETTERS)):
        char = _character(unicode_of(raw, index))
        if not char:
            continue
        key = 0
        if found := object_of(raw, index):
            key = ctypes.addressof(found.contents)
            if key not in styles:
                styles[key] = _style(textpage, index, found, structure, turn)
            style = styles[key]
        elif style is None or not (char.isspace() or char == BROKEN):
            continue
        if style.upright:
            box_of(raw, index, box)
            origin_of(raw, index, x, y)
            start, end = turn.span(box.left, box.right, box.bottom, box.top)
            base = turn.base(x.value, y.value)
            yield _Letter(style, char, start, end, base, (key, x.value, y.value))


def _once(letters: Iterator[_Letter]) -> Iterator[_Letter]:
    """The letters without those that a second glyph of the same syllable says again.

    Chromium writes a syllable's whole text at each of its glyphs: at the letter and at its marks.
    """
    last: list[tuple[str, float, float]] = []
    for _, group in groupby(letters, key=lambda letter: letter.place):
        glyph = list(group)
        if len(glyph) > 1 and any(_is_mark(letter.char) for letter in glyph):
            text = "".join(letter.char for letter in glyph)
            left = min(letter.left for letter in glyph)
            right = max(letter.right for letter in glyph)
            slack = glyph[0].style.size if _SPLIT.intersection(text) else 0
            said = any(text == t and left < r + slack and le < right + slack for t, le, r in last)
            last = [*last[-3:], (text, left, right)]
            if said:
                # Its room is kept, so that no space is seen there.
                yield glyph[0]._replace(char="", left=left, right=right)
                continue
        yield from glyph


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Mc"}


def _character(code: int) -> str:
    if code < 0x20:
        return {0x02: "\x02", 0x09: " "}.get(code, "")
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    return chr(code)


def _style(textpage: Any, index: int, found: Any, structure: Structure, turn: _Turn) -> _Style:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage.raw, index, matrix)
    scale = hypot(matrix.c, matrix.d) or 1.0
    size = pdfium.FPDFText_GetFontSize(textpage.raw, index) * scale
    bold = pdfium.FPDFText_GetFontWeight(textpage.raw, index) in _BOLD or _named_bold(found)
    mark = pdfium.FPDFPageObj_GetMarkedContentID(found)
    return _Style(
        max(size, 1.0), bold, structure.levels.get(mark, 0), structure.cells.get(mark),
        turn.upright(matrix.a, matrix.b),
    )  # fmt: skip


def _named_bold(found: Any) -> bool:
    import pypdfium2.raw as pdfium

    font = pdfium.FPDFTextObj_GetFont(found)
    name = ctypes.create_string_buffer(100)
    if not font or not pdfium.FPDFFont_GetBaseFontName(font, name, 100):
        return False
    return b"bold" in name.value.lower() or b"black" in name.value.lower()


class _Turn:
    """From the file's coordinates to those of the page as it is shown: turned, from the top."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_mediabox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self._rotation = page.get_rotation()

    def span(self, left: float, right: float, bottom: float, top: float) -> tuple[float, float]:
        """From where to where a box goes along the line."""
        if self._rotation == 90:
            return bottom - self._bottom, top - self._bottom
        if self._rotation == 180:
            return self._right - right, self._right - left
        if self._rotation == 270:
            return self._top - top, self._top - bottom
        return left - self._left, right - self._left

    def base(self, x: float, y: float) -> float:
        """How far from the top a point is."""
        if self._rotation == 90:
            return x - self._left
        if self._rotation == 180:
            return y - self._bottom
        if self._rotation == 270:
            return self._right - x
        return self._top - y

    def upright(self, a: float, b: float) -> bool:
        """Whether text of this matrix is shown upright; what stands askew is a stamp or a label."""
        along, across = {0: (a, b), 90: (b, a), 180: (-a, b), 270: (-b, a)}[self._rotation]
        return along == across == 0 or (along > 0 and abs(across) < 0.2 * along)
