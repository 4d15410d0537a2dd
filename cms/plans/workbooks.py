"""The plan, and the report back to the Network, as XLSX workbooks."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cms.plans.documents import report_title
from cms.plans.plan import STATUSES, Plan, column_labels, quarter_label, status_label
from cms.plans.progress import count

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Most characters of a text that a cell holds; XLSX allows 32,767.
_LONGEST_CELL = 32_000
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_WIDTHS = {"activity": 48, "owner": 26, "quarter": 22, "status": 16, "outcome": 48, "reason": 48}


def plan_xlsx(plan: Plan) -> bytes:
    """Return a workbook with the activities in the editor's order, and a sheet of totals.

    Labels are in the active language.
    """
    names = ("quarter", "activity", "owner", "status", "outcome")
    labels = column_labels()
    rows = [
        (
            quarter_label(item.quarter),
            item.activity,
            item.owner,
            status_label(item.status),
            item.outcome,
        )
        for item in plan.activities
    ]
    book = _new_workbook(plan, plan.title)
    _add_sheet(book, plan, _("Activities"), "Activities", [labels[name] for name in names], rows,
               [_WIDTHS[name] for name in names])  # fmt: skip
    return _saved(book, plan)


def report_xlsx(plan: Plan) -> bytes:
    """Return a workbook with the activities by status, finished ones first, and a sheet of totals.

    Labels are in the active language.
    """
    names = ("status", "activity", "owner", "quarter", "outcome")
    labels = {**column_labels(), "outcome": _("Outcome or reason")}
    rows = [
        (
            status_label(item.status),
            item.activity,
            item.owner,
            quarter_label(item.quarter),
            item.outcome,
        )
        for status in ("done", "running", "postponed", "dropped", "planned")
        for item in plan.activities
        if item.status == status
    ]
    book = _new_workbook(plan, report_title(plan))
    _add_sheet(book, plan, _("Report"), "Report", [labels[name] for name in names], rows,
               [_WIDTHS[name] for name in names])  # fmt: skip
    return _saved(book, plan)


def _new_workbook(plan: Plan, title: str) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = _text(title)
    book.properties.creator = _text(plan.centre or plan.site)
    book.properties.language = plan.language
    return book


def _saved(book: Workbook, plan: Plan) -> bytes:
    _add_totals(book, plan)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _add_totals(book: Workbook, plan: Plan) -> None:
    progress = count(plan.activities)
    header = [
        column_labels()["quarter"],
        *(status_label(status) for status in STATUSES),
        _("All"),
    ]
    rows: list[Sequence[Any]] = [
        (quarter.label, *(share.count for share in quarter.shares), quarter.total)
        for quarter in progress.quarters
    ]
    rows.append((_("Whole plan"), *(share.count for share in progress.shares), progress.total))
    sheet = _add_sheet(
        book, plan, _("Totals"), "Totals", header, rows, [24, *[14] * len(header[1:])]
    )
    about = [
        (_("Plan"), plan.title), (_("Year"), plan.when), (_("Centre"), plan.centre),
        (_("Published by"), plan.site), (_("Address"), plan.url),
        (_("Made on"), plan.generated_on),
    ]  # fmt: skip
    first = sheet.max_row + 2
    for offset, (label, value) in enumerate(item for item in about if item[1]):
        _write(sheet, first + offset, 1, label, bold=True)
        _write(sheet, first + offset, 2, value, wrap=False)


def _add_sheet(
    book: Workbook, plan: Plan, name: str, table: str, header: list[str],
    rows: Sequence[Sequence[Any]], widths: Sequence[int],
) -> Worksheet:  # fmt: skip
    """Add a sheet with one table that has a fixed header, a filter and column widths."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    sheet = book.create_sheet(_FORBIDDEN_IN_NAME.sub(" ", name).strip("' ")[:31] or table)
    sheet.sheet_view.rightToLeft = plan.rtl
    sheet.freeze_panes = "A2"
    for column, (label, width) in enumerate(zip(header, widths, strict=True), start=1):
        _write(sheet, 1, column, label, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            _write(sheet, number, column, value)
    area = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    if rows and len(set(header)) == len(header):
        made = Table(displayName=table, ref=area)
        made.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
        sheet.add_table(made)
    else:  # a table needs a row, and columns of different names
        sheet.auto_filter.ref = area
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def _write(
    sheet: Worksheet, row: int, column: int, value: Any, *, bold: bool = False, wrap: bool = True
) -> None:
    """Write one cell. Text that looks like a formula stays text."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row=row, column=column)
    if isinstance(value, str):
        cell.value = text = _text(value)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    else:
        cell.value = value
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    if bold:
        cell.font = Font(bold=True)


def _text(value: str) -> str:
    return _FORBIDDEN.sub("", value)[:_LONGEST_CELL]
