"""Turns HTML tables and description lists into lines that can be found and quoted alone."""

from __future__ import annotations

from collections.abc import Iterator

from bs4.element import NavigableString, PreformattedString, Tag

#: Most rows or columns that one cell may span; pages can claim any number.
_MAX_SPAN = 50
#: Inline elements: text before and after their tags may belong to one word.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)


def description_lines(facts: Tag) -> Iterator[str]:
    """Yield the lines of a description list, as "Term: description".

    Several descriptions of one term share a line.
    """
    terms: list[str] = []
    values: list[str] = []
    for item in facts.find_all(["dt", "dd"]):
        if item.find_parent("dl") is not facts:
            continue
        if item.name == "dd":
            values.append(text_of(item))
            continue
        if values:
            yield from _description_line(terms, values)
            terms, values = [], []
        terms.append(text_of(item))
    yield from _description_line(terms, values)


def _description_line(terms: list[str], values: list[str]) -> Iterator[str]:
    """Yield the line of one group of terms and descriptions, if it has a description."""
    term = ", ".join(text.rstrip(":： ") for text in terms if text)
    if value := "; ".join(filter(None, values)):
        yield f"{term}: {value}" if term else value


def row_lines(table: Tag) -> Iterator[str]:
    """Yield each row of a table as a line: "Course: Welding; Fee: 120".

    A cell is led by the heading of its column; in a table of two columns without such headings, by
    the heading at the beginning of its row. The row of column headings gives no line.
    """
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    headings: list[str] = []
    spanning_cells: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells, spanning_cells = _cells(row, spanning_cells)
        if not headings and len(cells) > 1 and _is_header_row(row):
            headings = [text for text, _ in cells]
        elif len(headings) == len(cells) and sum(first for _, first in cells) > 1:
            yield _named_values(zip(headings, (text for text, _ in cells), strict=True))
        elif len(cells) == 2 and _is_headed_row(row):
            yield _named_values([(cells[0][0].rstrip(":： "), cells[1][0])])
        else:
            # A cell that spans several columns, such as the name of a group of rows, is given once.
            yield "; ".join(text for text, first in cells if text and first)


def _named_values(pairs: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    """Return "name: text" of each pair that has a text, separated by semicolons."""
    return "; ".join(f"{name}: {text}" if name else text for name, text in pairs if text)


def _is_header_row(row: Tag) -> bool:
    """Return whether the row consists of column headings."""
    cells = row.find_all(["td", "th"], recursive=False)
    named = [cell for cell in cells if text_of(cell)]
    # The corner above a column of headings is often an empty plain cell.
    return bool(named) and all(cell.name == "th" and cell.get("scope") != "row" for cell in named)


def _is_headed_row(row: Tag) -> bool:
    """Return whether the row begins with a heading of its own and has plain cells after it."""
    first, *others = row.find_all(["td", "th"], recursive=False)
    return bool(first.name == "th" and all(cell.name == "td" for cell in others))


def _cells(
    row: Tag, spanning_cells: dict[int, tuple[int, str]]
) -> tuple[list[tuple[str, bool]], dict[int, tuple[int, str]]]:
    """Return a row's cells, one for each column, and the cells that continue in the next row.

    Each cell is its text and whether it begins in that column. `spanning_cells` holds the cells of
    earlier rows that span this one, by column: the number of rows left and the text.
    """
    found: list[tuple[str, bool]] = []
    below: dict[int, tuple[int, str]] = {}

    def fill_from_above() -> None:
        while len(found) in spanning_cells:
            left, text = spanning_cells[len(found)]
            if left > 1:
                below[len(found)] = (left - 1, text)
            found.append((text, True))

    for cell in row.find_all(["td", "th"], recursive=False):
        fill_from_above()
        text, rows = text_of(cell), _span(cell, "rowspan")
        for number in range(_span(cell, "colspan")):
            if rows > 1:
                below[len(found)] = (rows - 1, text)
            found.append((text, number == 0))
    fill_from_above()
    return found, below


def _span(cell: Tag, name: str) -> int:
    """Return how many rows or columns a cell spans, 1 for a value that is no number."""
    value = str(cell.get(name) or "1")
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() and value.isascii() else 1


def text_of(element: Tag) -> str:
    """Return the text of an element on one line. Inline elements do not split a word."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Tag) -> Iterator[str]:
    """Yield the text of an element in pieces, with spaces around elements that are not inline."""
    for child in element.children:
        if isinstance(child, Tag):
            around = "" if child.name in _INLINE else " "
            yield around
            yield str(child.get("alt") or "") if child.name == "img" else ""
            yield from _texts(child)
            yield around
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield str(child)
