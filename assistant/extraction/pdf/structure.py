"""What a tagged PDF says of itself: which text is a heading, and which a cell of a table.

Programs that make PDFs for everybody to read (Word, LibreOffice, browsers, this project) say so.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_HEADING = re.compile(r"H([1-6])$")
#: Elements of a page that are looked at, and how deep: a hostile file may nest without end.
_MOST_ELEMENTS = 50_000
_DEEPEST = 60


class Cell(NamedTuple):
    """A place in a table of the page."""

    table: int
    row: int
    column: int
    header: bool


@dataclass(kw_only=True)
class Structure:
    """By the numbers that a page's marked content has: headings' levels, and cells."""

    levels: dict[int, int] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)


def page_structure(page: Any) -> Structure:
    """The structure of a page; an empty one where the file is not tagged."""
    import pypdfium2.raw as pdfium

    structure = Structure()
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if tree:
        try:
            _Walk(structure).children(_roots(tree), 0)
        finally:
            pdfium.FPDF_StructTree_Close(tree)
    return structure


def _roots(tree: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        if element := pdfium.FPDF_StructTree_GetChildAtIndex(tree, index):
            yield element


def _inside(element: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
            yield child


def _kind(element: Any) -> str:
    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(64)
    length = pdfium.FPDF_StructElement_GetType(element, name, 64)
    return name.raw[: max(length - 2, 0)].decode("utf-16-le", "ignore") if length <= 64 else ""


def _marked(element: Any) -> Iterator[int]:
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDF_StructElement_GetMarkedContentIdCount(element)):
        number = pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)
        if number >= 0:
            yield number


class _Walk:
    """Goes through the elements once, knowing in which heading or cell it is."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._left = _MOST_ELEMENTS
        self._tables = self._row = self._column = 0
        self._level = 0
        self._cell: Cell | None = None

    def children(self, elements: Iterator[Any], depth: int) -> None:
        for element in elements:
            self._left -= 1
            if depth > _DEEPEST or self._left < 0:
                return
            self._enter(element, depth)

    def _enter(self, element: Any, depth: int) -> None:
        kind = _kind(element)
        before = self._level, self._cell
        if heading := _HEADING.match(kind):
            self._level = int(heading[1])
        elif kind in {"Title", "H"}:
            self._level = 1
        elif kind == "Table":
            self._tables += 1
            self._row = 0
        elif kind == "TR":
            self._row += 1
            self._column = 0
        elif kind in {"TH", "TD"}:
            self._cell = Cell(self._tables, self._row, self._column, kind == "TH")
            self._column += 1
        for number in _marked(element):
            if self._cell:
                self._structure.cells[number] = self._cell
            elif self._level:
                self._structure.levels[number] = self._level
        self.children(_inside(element), depth + 1)
        self._level, self._cell = before
