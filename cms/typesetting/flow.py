"""Headings, paragraphs and tables that run over the pages of a PDF document.

Everything is placed from the start edge: the left one, or the right one of a right-to-left text.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cms.typesetting import lines
from cms.typesetting.lines import Style
from cms.typesetting.pdf import BLACK, Document
from cms.typesetting.shaping import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

_PADDING = 4.0


@dataclass(kw_only=True)
class Flow:
    """Places blocks one below the other; lengths in points."""

    document: Document
    style: Style
    margin: float = 50
    accent: str = BLACK
    rule: str = "#c8d2d5"
    shade: str = "#eef3f4"
    y: float = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.new_page()

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.document.page.width - 2 * self.margin

    @property
    def bottom(self) -> float:
        """Where text ends; the footer stands below."""
        return self.document.page.height - self.margin - 12

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self.document.add_page()
        self.y = self.margin

    def room(self, height: float) -> None:
        """Go to a new page unless this height is left on the page."""
        if self.y + height > self.bottom and self.y > self.margin:
            self.new_page()

    def space(self, height: float) -> None:
        """Leave some room."""
        self.y += height

    def left(self, start: float, width: float) -> float:
        """The left edge of a box of a width that lies `start` from the start edge."""
        if self.document.rtl:
            return self.document.page.width - self.margin - start - width
        return self.margin + start

    def put(
        self, line: Line, start: float, width: float, base: float, style: Style,
        colour: str = BLACK,
    ) -> None:  # fmt: skip
        """Draw one line at the start edge of a box; `base` is its base line."""
        slack = width - line.width * style.size / 1000 if self.document.rtl else 0
        self.document.text(
            self.left(start, width) + slack, base, line, size=style.size, colour=colour
        )

    def block(
        self, text: str, style: Style, *, start: float = 0, width: float | None = None,
        colour: str = BLACK,
    ) -> None:  # fmt: skip
        """A text over as many lines and pages as it takes, inside the open element."""
        width = self.width if width is None else width
        for line in lines.wrap(text, style, width):
            self.room(style.line_height)
            self.put(line, start, width, self.y + style.size * 1.1, style, colour)
            self.y += style.line_height

    def heading(self, text: str, level: int) -> None:
        """A heading of level 1 or 2, in the outline too, never alone at the foot of a page."""
        style = self.style.bold().at(self.style.size * (2.0 if level == 1 else 1.35))
        self.room(style.line_height + 3 * self.style.line_height)
        self.document.outline(level, text, self.y)
        with self.document.element(f"H{level}"):
            self.block(text, style, colour=self.accent)
        self.y += self.style.size * 0.5

    def paragraph(self, text: str, style: Style | None = None, colour: str = BLACK) -> None:
        """A paragraph and a little room after it."""
        style = style or self.style
        with self.document.element("P"):
            self.block(text, style, colour=colour)
        self.y += style.size * 0.5

    def link(self, label: str, url: str, colour: str) -> None:
        """A paragraph that is a link."""
        with self.document.element("P"), self.document.element("Link"):
            top = self.y
            self.block(label, self.style, colour=colour)
            if self.y > top:
                self.document.link(self.margin, top, self.width, self.y - top, url, label)
        self.y += self.style.size * 0.5

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float],
        *, caption: str = "",
    ) -> None:  # fmt: skip
        """A table whose columns take their share of the width. Its header is on every page."""
        total = sum(shares)
        widths = [self.width * share / total for share in shares]
        head = [
            lines.wrap(text, self.style.bold(), width - 2 * _PADDING)
            for text, width in zip(header, widths, strict=True)
        ]
        with self.document.element("Table", alt=caption):
            self._row(head, widths, self.style.bold(), head=True)
            for row in rows:
                cells = [
                    lines.wrap(text, self.style, width - 2 * _PADDING)
                    for text, width in zip(row, widths, strict=True)
                ]
                self._body_row(cells, head, widths)
        self.y += self.style.size

    def _body_row(
        self, cells: list[list[Line]], head: list[list[Line]], widths: list[float]
    ) -> None:
        """A row; one that is higher than the page goes on on the next."""
        while any(cells):
            left = int((self.bottom - self.y - 2 * _PADDING) / self.style.line_height)
            needed = max(len(cell) for cell in cells)
            if left < min(needed, 3):
                self.new_page()
                with self.document.decoration():
                    self._row(head, widths, self.style.bold(), head=True, repeated=True)
                left = int((self.bottom - self.y - 2 * _PADDING) / self.style.line_height)
            left = max(left, 1)
            self._row([cell[:left] for cell in cells], widths, self.style)
            cells = [cell[left:] for cell in cells]

    def _row(
        self, cells: list[list[Line]], widths: list[float], style: Style, *,
        head: bool = False, repeated: bool = False,
    ) -> None:  # fmt: skip
        count = max(max(len(cell) for cell in cells), 1)
        height = count * style.line_height + 2 * _PADDING
        if head and not repeated:
            self.room(height + 3 * style.line_height)
        with self.document.decoration():
            if head:
                box = self.left(0, self.width)
                self.document.rectangle(box, self.y, self.width, height, self.shade)
            self.document.rectangle(
                self.left(0, self.width), self.y + height - 0.5, self.width, 0.5, self.rule
            )
        with self._structure("TR", repeated=repeated):
            start = 0.0
            for cell, width in zip(cells, widths, strict=True):
                tag = "TH" if head else "TD"
                with self._structure(tag, repeated=repeated, scope="Column" if head else None):
                    base = self.y + _PADDING + style.size * 1.1
                    for line in cell:
                        self.put(line, start + _PADDING, width - 2 * _PADDING, base, style)
                        base += style.line_height
                start += width
        self.y += height

    @contextmanager
    def _structure(self, tag: str, *, repeated: bool, scope: str | None = None) -> Iterator[None]:
        """The element, unless this is a header's repetition, which is not heard again."""
        if repeated:
            yield
        else:
            with self.document.element(tag, scope=scope):
                yield

    def footers(self, texts: Sequence[str], style: Style, colour: str) -> None:
        """Write one line at the foot of each page, on the pages as they are now."""
        current = self.document.page
        for page, text in zip(self.document.pages, texts, strict=True):
            self.document.page = page
            base = page.height - self.margin + 14
            with self.document.decoration():
                self.put(lines.wrap(text, style, self.width)[0], 0, self.width, base, style, colour)
        self.document.page = current
