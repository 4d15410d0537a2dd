"""Tables and description lists of HTML as lines that can be read, found and quoted alone."""

from __future__ import annotations

from collections.abc import Iterator

from bs4.element import NavigableString, PreformattedString, Tag

#: Columns that one cell is taken to span at most; pages claim any number.
_WIDEST = 50
#: Elements that do not end a word.
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


def fact_lines(facts: Tag) -> Iterator[str]:
    """A description list's "Term: description" lines; several descriptions share their term's."""
    terms: list[str] = []
    values: list[str] = []
    for item in facts.find_all(["dt", "dd"]):
        if item.find_parent("dl") is not facts:
            continue
        if item.name == "dd":
            values.append(text_of(item))
            continue
        if values:
            yield from _fact(terms, values)
            terms, values = [], []
        terms.append(text_of(item))
    yield from _fact(terms, values)


def _fact(terms: list[str], values: list[str]) -> Iterator[str]:
    term = ", ".join(text.rstrip(":： ") for text in terms if text)
    if value := "; ".join(filter(None, values)):
        yield f"{term}: {value}" if term else value


def row_lines(table: Tag) -> Iterator[str]:
    """The table's rows, each a line: "Course: Welding; Fee: 120".

    A cell is headed by its column, in a table without such headings by what stands at the row's
    beginning. The row of the headings themselves has no line.
    """
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    headings: list[str] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells, hanging = _cells(row, hanging)
        if not headings and len(cells) > 1 and _heads_columns(row):
            headings = [text for text, _ in cells]
        elif len(headings) == len(cells) and sum(first for _, first in cells) > 1:
            yield _joined(zip(headings, (text for text, _ in cells), strict=True))
        elif len(cells) == 2 and _heads_itself(row):
            yield _joined([(cells[0][0].rstrip(":： "), cells[1][0])])
        else:
            # A cell over several columns, such as the name of a group of rows, is said once.
            yield "; ".join(text for text, first in cells if text and first)


def _joined(pairs: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {text}" if name else text for name, text in pairs if text)


def _heads_columns(row: Tag) -> bool:
    cells = row.find_all(["td", "th"], recursive=False)
    named = [cell for cell in cells if text_of(cell)]
    # The corner above a column of headings is often an empty plain cell.
    return bool(named) and all(cell.name == "th" and cell.get("scope") != "row" for cell in named)


def _heads_itself(row: Tag) -> bool:
    first, *others = row.find_all(["td", "th"], recursive=False)
    return bool(first.name == "th" and all(cell.name == "td" for cell in others))


def _cells(
    row: Tag, hanging: dict[int, tuple[int, str]]
) -> tuple[list[tuple[str, bool]], dict[int, tuple[int, str]]]:
    """A row's texts by column, each with whether it begins there, and what hangs into the next.

    `hanging` are the cells of rows above that span this one, by column, with the rows left.
    """
    found: list[tuple[str, bool]] = []
    below: dict[int, tuple[int, str]] = {}

    def fill_from_above() -> None:
        while len(found) in hanging:
            left, text = hanging[len(found)]
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
    value = str(cell.get(name) or "1")
    return min(max(int(value), 1), _WIDEST) if value.isdecimal() and value.isascii() else 1


def text_of(element: Tag) -> str:
    """The element's text on one line; a word of which letters are set off stays one."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Tag) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Tag):
            around = "" if child.name in _INLINE else " "
            yield around
            yield str(child.get("alt") or "") if child.name == "img" else ""
            yield from _texts(child)
            yield around
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield str(child)
