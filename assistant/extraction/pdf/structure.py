"""Reads the tags of a PDF: which text is a heading, and which belongs to a table cell.

Programs that make accessible PDFs write them: Word, LibreOffice, browsers and this project.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_HEADING = re.compile(r"H([1-6])$")
#: Most elements of a page that are read, and the most levels: a hostile file may nest without end.
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
    """Heading levels and table cells of a page, by the numbers of its marked content."""

    levels: dict[int, int] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)


def page_structure(page: Any) -> Structure:
    """Return the structure of a page, which is empty if the file is not tagged."""
    structure = Structure()
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if tree:
        try:
            _TagWalker(structure).children(_roots(tree), 0)
        finally:
            pdfium.FPDF_StructTree_Close(tree)
    return structure


def _roots(tree: Any) -> Iterator[Any]:
    """Yield the top elements of a structure tree."""
    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        if element := pdfium.FPDF_StructTree_GetChildAtIndex(tree, index):
            yield element


def _inside(element: Any) -> Iterator[Any]:
    """Yield the children of an element."""
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
            yield child


def _kind(element: Any) -> str:
    """Return the type of an element, such as "H1" or "TD"."""
    name = ctypes.create_string_buffer(64)
    length = pdfium.FPDF_StructElement_GetType(element, name, 64)
    return name.raw[: max(length - 2, 0)].decode("utf-16-le", "ignore") if length <= 64 else ""


def _content_ids(element: Any) -> Iterator[int]:
    """Yield the numbers of the marked content in an element."""
    for index in range(pdfium.FPDF_StructElement_GetMarkedContentIdCount(element)):
        number = pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)
        if number >= 0:
            yield number


class _TagWalker:
    """Walks the elements once and records which heading or cell contains each piece of content."""

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
        for number in _content_ids(element):
            if self._cell:
                self._structure.cells[number] = self._cell
            elif self._level:
                self._structure.levels[number] = self._level
        self.children(_inside(element), depth + 1)
        self._level, self._cell = before
