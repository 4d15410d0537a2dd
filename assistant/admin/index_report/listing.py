"""Lists all pages and documents for the command line, as lines or as data for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from assistant.admin.index_report.access import all_objects
from assistant.admin.index_report.source_rows import (
    Row,
    RowFilter,
    count_passages,
    filter_rows,
    rows,
    sort_rows,
)
from assistant.admin.index_report.state import DisplayState
from assistant.ingestion import SourceKind


def list_rows(wanted: RowFilter) -> list[Row]:
    """Return the rows that pass the filters, those that need attention first."""
    kinds: tuple[SourceKind, ...] = ("page", "document")
    found = filter_rows((row for kind in kinds for row in rows(kind, all_objects(kind))), wanted)
    in_state = [row for row in found if wanted.state in ("", row.code)]
    return count_passages(sort_rows(in_state, "state"))


def text_lines(found: list[Row], now: datetime) -> Iterator[str]:
    """Yield a line of text for each row, and below it why it is not indexed.

    A line has the state, the name that `--source` takes, language, passages and title.
    """
    for row in found:
        state = row.state(now)
        name = f"{row.kind}:{row.key}"
        yield f"{state.label:<14} {name:<16} {row.language:<8} {row.passages:>6}  {row.title}"
        if state.code != DisplayState.INDEXED:
            yield f"{'':<15}{state.detail}"
            if state.technical:
                yield f"{'':<15}({state.technical})"


def as_data(row: Row) -> dict[str, Any]:
    """Return a row as a dict for JSON, with codes in place of words."""
    source = row.source
    return {
        "kind": row.kind,
        "id": row.key,
        "title": row.title,
        "locale": row.language,
        "state": row.code.value,
        "reason": row.reason or None,
        "error": source.error if source and not row.why else "",
        "passages": row.passages,
        "indexed_at": row.indexed_at.isoformat() if row.indexed_at else None,
        "retry_at": row.retry_at.isoformat() if row.retry_at else None,
        "done": source.done if source else None,
        "total": source.total if source else None,
        "attempts": source.attempts if source else 0,
    }
