"""Turns the runs of a page into lines in reading order: column after column, tables row by row.

Knows nothing of PDF: it works on the positions of text only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from assistant.extraction.pdf.bidi import is_rtl
from assistant.extraction.pdf.runs import Run
from assistant.extraction.section_builder import row_line, table_lines

#: Most difference of base lines within one row, as a share of the font size.
_ROW = 0.4
#: Width from which lines count as running text, in font sizes; table cells are narrower.
_PROSE = 12
#: A line that is farther from the one before than this many times the smallest distance begins a
#: new table row.
_NEW_ROW = 1.3
#: Distance to the line before, in font sizes, that ends a paragraph.
_GAP = 1.9
#: Distance to the line before, in font sizes, at which columns may end.
_STRIP_GAP = 1.6
#: Most levels of columns inside columns.
_DEEPEST = 4


class Line(NamedTuple):
    """A line of text or a row of a table, with what tells whether it is a heading."""

    text: str
    size: float
    bold: bool = False
    #: Level of the heading by the file's own tags; 0 if it is none.
    level: int = 0
    #: Whether there is a wide gap between it and the line before.
    after_gap: bool = False
    #: Its width as a share of the widest line's in the same block: a sentence continues after a
    #: full line.
    width_share: float = 0
    table: bool = False


def page_lines(runs: Sequence[Run]) -> list[Line]:
    """Return the lines of a page in reading order."""
    letters = "".join(run.text for run in runs)
    rtl = 2 * sum(map(is_rtl, letters)) > sum(map(str.isalpha, letters))
    tables, others = _tables(runs)
    lines: list[Line] = []
    for block in _blocks([*others, *tables], rtl, 0):
        lines += _block_lines(block, tables, rtl)
    return lines


class _Table(Run):
    """A table that the file's tags describe, placed where its cells are."""

    def __init__(self, runs: Sequence[Run]) -> None:
        super().__init__(
            glyphs=[],
            left=min(run.left for run in runs),
            right=max(run.right for run in runs),
            base=min(run.base for run in runs),
            size=median(run.size for run in runs),
            bold=False,
            level=0,
        )
        self.lines = list(_cell_lines(runs))


def _tables(runs: Sequence[Run]) -> tuple[list[_Table], list[Run]]:
    """Return the tables that the file's tags describe, and the runs outside of them."""
    cells: dict[int, list[Run]] = {}
    for run in runs:
        if run.cell:
            cells.setdefault(run.cell.table, []).append(run)
    real = {
        number: inside
        for number, inside in cells.items()
        # A table of a single column is a frame around text.
        if len({run.cell.column for run in inside if run.cell}) > 1
    }
    others = [run for run in runs if run.cell is None or run.cell.table not in real]
    return [_Table(inside) for inside in real.values()], others


def _cell_lines(runs: Sequence[Run]) -> Iterator[str]:
    """Return the rows of a tagged table as lines."""
    rows: dict[int, dict[int, list[str]]] = {}
    headers: dict[int, bool] = {}
    for run in sorted(runs, key=lambda run: run.base):
        if run.cell:
            rows.setdefault(run.cell.row, {}).setdefault(run.cell.column, []).append(run.text)
            headers[run.cell.row] = headers.get(run.cell.row, True) and run.cell.header
    width = 1 + max(column for row in rows.values() for column in row)
    table = [[" ".join(rows[n].get(column, [])) for column in range(width)] for n in sorted(rows)]
    if headers[min(rows)]:
        return table_lines(table)
    return (row_line(row) for row in table)


def _blocks(runs: Sequence[Run], rtl: bool, depth: int) -> Iterator[list[Run]]:
    """Yield the runs in blocks that are read one after the other, columns apart."""
    gutter = _gutter(runs) if depth < _DEEPEST else None
    if gutter is None:
        yield list(runs)
        return
    for columns, band in _bands(runs, gutter):
        if not columns:
            yield band
            continue
        left, right = _split_at(band, gutter)
        for column in (right, left) if rtl else (left, right):
            yield from _blocks(column, rtl, depth + 1)


def _bands(runs: Sequence[Run], gutter: float) -> list[tuple[bool, list[Run]]]:
    """Divide a page from top to bottom into bands, each with whether it has two columns."""
    strips = list(_strips(runs, gutter))
    columns = [_are_columns(*_split_at(strip, gutter)) for strip in strips]
    inside = [run for strip, found in zip(strips, columns, strict=True) if found for run in strip]
    # Strips next to columns are part of them if their text stands inside one: headings in a column,
    # and the end of the longer column. Looked for from the top down, then from the bottom up.
    for neighbour, order in ((-1, range(1, len(strips))), (1, range(len(strips) - 2, -1, -1))):
        for n in order:
            if not columns[n] and columns[n + neighbour]:
                columns[n] = _is_inside(strips[n], _split_at(inside, gutter))
    bands: list[tuple[bool, list[Run]]] = []
    for strip, in_columns in zip(strips, columns, strict=True):
        if bands and bands[-1][0] == in_columns:
            bands[-1][1].extend(strip)
        else:
            bands.append((in_columns, strip))
    return bands


def _strips(runs: Sequence[Run], gutter: float) -> Iterator[list[Run]]:
    """Yield the runs from top to bottom in strips.

    A strip ends at a wide gap and where lines begin or cease to cross the gutter.
    """
    strip: list[Run] = []
    crossed = False
    for run in sorted(runs, key=lambda run: run.base):
        crossing = run.left < gutter < run.right
        if strip and (
            crossing != crossed or run.base - strip[-1].base > _STRIP_GAP * max(run.size, 1)
        ):
            yield strip
            strip = []
        strip.append(run)
        crossed = crossing
    if strip:
        yield strip


def _split_at(runs: Sequence[Run], gutter: float) -> tuple[list[Run], list[Run]]:
    """Return the runs to the left and to the right of the gutter."""
    middle = [(run, (run.left + run.right) / 2) for run in runs]
    return [run for run, x in middle if x <= gutter], [run for run, x in middle if x > gutter]


def _is_inside(strip: Sequence[Run], columns: tuple[list[Run], list[Run]]) -> bool:
    """Return whether each run of a strip lies inside one of two columns and touches its edge."""
    edges = [
        (min(run.left for run in column), max(run.right for run in column))
        for column in columns
        if column
    ]
    return all(
        any(
            left - run.size < run.left
            and run.right < right + run.size
            and min(abs(run.left - left), abs(run.right - right)) < 2 * run.size
            for left, right in edges
        )
        for run in strip
    )


def _gutter(runs: Sequence[Run]) -> float | None:
    """Return the x position that the fewest runs cross, between two columns, or None."""
    if len(runs) < 4:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    crossings: list[tuple[int, float]] = []
    for step in range(15, 86):
        x = left + (right - left) * step / 100
        count = sum(run.left < x < run.right for run in runs)
        beside = (sum(run.right <= x for run in runs), sum(run.left >= x for run in runs))
        if count <= 0.4 * len(runs) and min(beside) >= 2:
            crossings.append((count, x))
    if not crossings:
        return None
    fewest = min(count for count, _ in crossings)
    # The middle of the widest stretch of such positions.
    step_width = (right - left) / 100
    stretches: list[list[float]] = []
    for count, x in crossings:
        if count == fewest:
            if stretches and x - stretches[-1][-1] < 1.5 * step_width:
                stretches[-1].append(x)
            else:
                stretches.append([x])
    widest = max(stretches, key=len)
    return widest[len(widest) // 2]


def _are_columns(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Return whether two sides are columns of running text, and not those of a table."""
    rows = [list(_rows(side)) for side in (left, right)]
    if min(map(len, rows)) < 2:
        return False
    if _is_prose(left) and _is_prose(right):
        return True
    few, many = sorted(rows, key=len)
    beside = sum(
        any(abs(row[0].base - other[0].base) < _ROW * row[0].size for other in many) for row in few
    )
    return beside < len(few) / 2


def _is_prose(runs: Sequence[Run]) -> bool:
    """Return whether most runs are as long as lines of running text and fill their column."""
    widths = [run.right - run.left for run in runs]
    extent = max(run.right for run in runs) - min(run.left for run in runs)
    usual = median(widths)
    return usual > _PROSE * median(run.size for run in runs) and usual > extent / 2


def _rows(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Yield the runs on each base line, from left to right, line after line."""
    row: list[Run] = []
    for run in sorted(runs, key=lambda run: run.base):
        if row and run.base - row[0].base > _ROW * min(run.size, row[0].size):
            yield sorted(row, key=lambda run: run.left)
            row = []
        row.append(run)
    if row:
        yield sorted(row, key=lambda run: run.left)


def _block_lines(runs: Sequence[Run], tables: Sequence[_Table], rtl: bool) -> Iterator[Line]:
    """Yield the lines of a block, with tables that are told by the positions of their cells."""
    rows = list(_rows(runs))
    widest = max(row[-1].right - row[0].left for row in rows)
    previous: Run | None = None
    for is_table, group in groupby(_table_groups(rows), lambda part: part[0]):
        for _, part in group:
            if is_table:
                yield from _grid_lines(part, rtl)
                previous = part[-1][0]
                continue
            for row in part:
                yield from _row_lines(row, previous, widest, rtl)
                previous = row[0]


def _row_lines(row: list[Run], previous: Run | None, widest: float, rtl: bool) -> Iterator[Line]:
    """Yield the lines of one row: those of tagged tables in it, then one line of its text."""
    for run in row:
        if isinstance(run, _Table):
            yield from (Line(text, run.size, table=True) for text in run.lines)
    runs = [run for run in row if not isinstance(run, _Table)]
    if not runs:
        return
    first = max(runs, key=lambda run: len(run.text))
    text = " ".join(run.text for run in (reversed(runs) if rtl else runs))
    distance = first.base - previous.base if previous else 0
    yield Line(
        text,
        first.size,
        bold=all(run.bold for run in runs),
        level=first.level,
        after_gap=previous is not None and distance > _GAP * max(first.size, previous.size),
        width_share=(runs[-1].right - runs[0].left) / max(widest, 1),
    )


def _table_groups(rows: Sequence[list[Run]]) -> Iterator[tuple[bool, list[list[Run]]]]:
    """Yield rows that form a table together (True), and the other rows one by one (False)."""
    table: list[list[Run]] = []
    for row in rows:
        if any(isinstance(run, _Table) for run in row) or not _continues(table, row):
            yield from _table_or_rows(table)
            table = []
        if (len(row) > 1 and not any(isinstance(run, _Table) for run in row)) or table:
            table.append(row)
        else:
            yield False, [row]
    yield from _table_or_rows(table)


def _continues(table: Sequence[list[Run]], row: list[Run]) -> bool:
    """Return whether a row continues a table: it has several cells, or one below a cell."""
    if not table:
        return True
    if row[0].base - table[-1][0].base > 4 * row[0].size:
        return False
    if len(row) > 1:
        return True
    run, above = row[0], table[-1]
    inside = [n for n, cell in enumerate(above) if abs(cell.left - run.left) < run.size]
    widest = max(cell.right - cell.left for cell in above)
    return bool(inside) and run.right - run.left < widest + 4 * run.size


def _table_or_rows(table: list[list[Run]]) -> Iterator[tuple[bool, list[list[Run]]]]:
    """Yield the rows as a table if at least two of them have several cells, else one by one."""
    several = [row for row in table if len(row) > 1]
    if len(several) > 1 and len(_columns(several)) > 1:
        yield True, table
    else:
        yield from ((False, [row]) for row in table)


def _columns(rows: Sequence[list[Run]]) -> list[tuple[float, float]]:
    """Return the left and right edge of each column; between columns no row has text."""
    columns: list[tuple[float, float]] = []
    for run in sorted((run for row in rows for run in row), key=lambda run: run.left):
        if columns and run.left < columns[-1][1] + 0.3 * run.size:
            columns[-1] = (columns[-1][0], max(columns[-1][1], run.right))
        else:
            columns.append((run.left, run.right))
    return columns


def _grid_lines(rows: list[list[Run]], rtl: bool) -> Iterator[Line]:
    """Yield the rows of an untagged table as lines; lines of one cell are joined."""
    columns = _columns(rows)
    distances = [after[0].base - row[0].base for row, after in pairwise(rows)]
    wide = _NEW_ROW * min(distances, default=0)
    # Where all lines are equally close, a row begins where its first cell has text.
    told_by_distance = any(distance > wide for distance in distances)
    table: list[list[str]] = []
    bold: list[bool] = []
    for n, row in enumerate(rows):
        cells = [""] * len(columns)
        for run in row:
            column = max(i for i, (start, _) in enumerate(columns) if start <= run.left + 0.01)
            cells[column] = f"{cells[column]} {run.text}".strip()
        if rtl:
            cells.reverse()
        goes_on = n > 0 and (distances[n - 1] <= wide if told_by_distance else not cells[0])
        if goes_on:
            table[-1] = [
                " ".join(filter(None, pair)) for pair in zip(table[-1], cells, strict=True)
            ]
        else:
            table.append(cells)
            bold.append(all(run.bold for run in row))
    size = median(run.size for row in rows for run in row)
    headed = len(table) > 1 and bold[0] and not bold[1] and all(table[0])
    lines = table_lines(table) if headed else (row_line(cells) for cells in table)
    yield from (Line(text, size, table=True) for text in lines)
