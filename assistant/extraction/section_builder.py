"""Gathers lines of text into sections below the headings they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.types import Section

#: A section is handed on when it has this many characters, so that no whole file is held in memory.
_LONG = 200_000


class SectionBuilder:
    """Takes headings and lines in reading order and gives sections.

    A section's heading is its path, such as "Programmes › Pilot provinces". A heading of level 0 is
    the file's own title, which is left out of the path.
    """

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []
        self._lines: list[str] = []
        self._length = 0
        self._ready: list[Section] = []
        self.page: int | None = None

    def heading(self, level: int, text: str) -> None:
        """Start a new section below this heading, which replaces those of its level and deeper."""
        self.end()
        self._path = [(other, name) for other, name in self._path if other < level]
        if text := " ".join(text.split())[:200]:
            self._path.append((level, text))

    def line(self, text: str) -> None:
        """Add a paragraph, an item of a list or a row of a table."""
        if text and not text.isspace():
            self._lines.append(text)
            self._length += len(text)
            if self._length > _LONG:
                self.end()

    def start_page(self, number: int) -> None:
        """Start a new section on another page, below the same heading."""
        self.end()
        self.page = number

    def end(self) -> None:
        """Close the section; the next one continues below the same heading."""
        if self._lines:
            heading = " › ".join(name for level, name in self._path if level > 0)
            text = "\n".join(self._lines)
            self._ready.append(Section(heading=heading, text=text, page=self.page))
            self._lines, self._length = [], 0

    def take(self) -> Iterator[Section]:
        """Yield the sections closed since the last call."""
        ready, self._ready = self._ready, []
        yield from ready

    def finish(self) -> Iterator[Section]:
        """Close the last section and yield what was not taken yet."""
        self.end()
        return self.take()


def row_line(cells: Sequence[str], headers: Sequence[str] = ()) -> str:
    """Return a table row as a line that can be read alone: "Bursa; Schools: 3; Opened: 1988".

    The first cell names the row; the others are led by their headers, if every column has one.
    """
    named = len(headers) >= len(cells)
    return "; ".join(
        f"{headers[i]}: {cell}" if named and i and headers[i] else cell
        for i, cell in enumerate(cells)
        if cell
    )


def table_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows of a table as lines, with its first row as the headers of its columns."""
    if len(rows) < 2:
        yield from (row_line(row) for row in rows)
        return
    headers, *body = rows
    for row in body:
        yield row_line(row, headers)
