"""Reads spreadsheets (XLSX) into sections, sheet by sheet."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.job import Job
from assistant.extraction.section_builder import SectionBuilder, row_line
from assistant.extraction.unreadable_file import DAMAGED, UnreadableFile
from assistant.types import Section

#: Most columns that are read; what is farther right is not a table for readers.
_COLUMNS = 200
#: A sheet ends after this many empty rows: it may claim to have a million.
_EMPTY = 2_000


def xlsx_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of a spreadsheet: each sheet under its name, each row as a line.

    Values of formulas are those last computed. Hidden sheets are left out.
    """
    job = job or Job()
    if b"spreadsheetml" not in read_part(open_archive(content), "[Content_Types].xml"):
        raise UnreadableFile(DAMAGED, "not a spreadsheet")
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    builder = SectionBuilder()
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(sheets, start=1):
        builder.heading(1, sheet.title)
        # The size that a sheet states is often wrong.
        sheet.reset_dimensions()
        for line in _lines(sheet):
            builder.line(line)
            yield from builder.take()
        job.progress(number, len(sheets))
    yield from builder.finish()


def _lines(sheet: Any) -> Iterator[str]:
    """Yield the rows of a sheet as lines; the first row of a table heads its columns.

    A row with one value only, above a table, is a line of its own.
    """
    headers: list[str] = []
    stack: list[str] = []
    empty = 0
    for row in sheet.iter_rows(max_col=_COLUMNS):
        cells = [_text(cell) for cell in row]
        filled = sum(map(bool, cells))
        if not filled:
            empty += 1
            if empty > _EMPTY:
                break
            # Another table may follow, with headers of its own.
            yield from stack
            headers, stack = [], []
            continue
        empty = 0
        if not headers and filled > 1:
            headers, stack = cells, [row_line(cells)]
        else:
            stack = []
            yield row_line(cells, headers)
    yield from stack


def _text(cell: Any) -> str:
    """Return a cell's value as text: dates in ISO format, percentages as they are shown."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, float | int) and not isinstance(value, bool):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.10g}%"
        return f"{value:.15g}"
    return " ".join(str(value).split())
