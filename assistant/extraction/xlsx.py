"""XLSX to sections, a sheet at a time."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.job import Job
from assistant.extraction.outline import Outline, row_line
from assistant.extraction.refusal import DAMAGED, Refused
from assistant.types import Section

#: Columns that are read at most; what stands farther right is no table that anybody reads.
_COLUMNS = 200
#: Rows without anything after which a sheet is taken to be over: it may claim a million.
_EMPTY = 2_000


def xlsx_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Each sheet is a section headed by its name, each row a line headed by its columns.

    Values are read as they were last computed; hidden sheets are left out.
    """
    from openpyxl import load_workbook

    job = job or Job()
    if b"spreadsheetml" not in read_part(open_archive(content), "[Content_Types].xml"):
        raise Refused(DAMAGED, "not a spreadsheet")
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    outline = Outline()
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(sheets, start=1):
        outline.heading(1, sheet.title)
        # What a sheet says of its own size is often wrong.
        sheet.reset_dimensions()
        for line in _lines(sheet):
            outline.line(line)
            yield from outline.take()
        job.progress(number, len(sheets))
    yield from outline.finish()


def _lines(sheet: Any) -> Iterator[str]:
    """The sheet's rows: those above its table as they are, those in it headed by the first one."""
    headers: list[str] = []
    waiting: list[str] = []
    empty = 0
    for row in sheet.iter_rows(max_col=_COLUMNS):
        cells = [_text(cell) for cell in row]
        filled = sum(map(bool, cells))
        if not filled:
            empty += 1
            if empty > _EMPTY:
                break
            # Another table may follow, with headers of its own.
            yield from waiting
            headers, waiting = [], []
            continue
        empty = 0
        if not headers and filled > 1:
            headers, waiting = cells, [row_line(cells)]
        else:
            waiting = []
            yield row_line(cells, headers)
    yield from waiting


def _text(cell: Any) -> str:
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
