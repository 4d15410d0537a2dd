"""The columns of the index report, and the lines that fill them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.coreutils import get_content_languages

from assistant.admin.index_report.source_rows import Row
from assistant.admin.index_report.source_views import edit_url
from assistant.admin.index_report.state import IndexState

KIND_LABELS = {"page": _("Page"), "document": _("Document")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row of the report, as its cells show it."""

    row: Row
    state: IndexState
    title: str
    kind: str
    language: str
    passages: int
    indexed_at: datetime | None
    #: Address of the form for those who may edit it, else empty.
    url: str

    @classmethod
    def of(cls, row: Row, now: datetime, *, editable: bool) -> Line:
        """Return the line for a row, with its state in words."""
        return cls(
            row=row,
            state=row.state(now),
            title=row.title,
            kind=str(KIND_LABELS[row.kind]),
            language=get_content_languages().get(row.language, row.language),
            passages=row.passages,
            indexed_at=row.indexed_at,
            url=edit_url(row) if editable else "",
        )


class StateColumn(Column):
    """The state of a source, with details below."""

    cell_template_name = "assistant/index_report/state_cell.html"


COLUMNS = [
    TitleColumn(
        "title",
        label=_("Title"),
        sort_key="title",
        get_url=lambda line: line.url or None,
        width="30%",
    ),
    StateColumn("state", label=_("State"), sort_key="state", width="30%"),
    Column("kind", label=_("Kind"), sort_key="kind"),
    Column("language", label=_("Language"), sort_key="language"),
    NumberColumn("passages", label=_("Passages")),
    DateColumn("indexed_at", label=_("Indexed"), sort_key="indexed_at"),
]
