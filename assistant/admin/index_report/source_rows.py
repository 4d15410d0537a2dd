"""Lists all pages and documents with their state: filtered, counted and sorted.

Those that were never public have no row in the ledger, but are listed too, so that an editor who
wonders why a file is never quoted finds it. The number of queries is fixed: what is public is
computed for all of them at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, QuerySet

from assistant.admin.index_report.reasons import ExclusionReason, exclusions
from assistant.admin.index_report.state import DisplayState, IndexState, display_state, index_state
from assistant.ingestion import SourceKind
from assistant.models import Passage, Source

_NEVER = datetime.min.replace(tzinfo=UTC)
#: The order of the states: those that need attention first.
_RANK = {
    DisplayState.FAILED: 0,
    DisplayState.WAITING: 1,
    DisplayState.INDEXED: 2,
    DisplayState.HIDDEN: 3,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFilter:
    """The filters of the report; an empty one lets every row pass."""

    state: str = ""
    kind: str = ""
    language: str = ""
    #: A `ExclusionReason` or a `Source.Reason`.
    reason: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A page or document, with its row in the ledger if it has one."""

    kind: SourceKind
    key: int
    title: str
    language: str
    source: Source | None
    why: str
    #: Number of passages in the current edition; `count_passages` counts them.
    passages: int = 0

    @property
    def code(self) -> DisplayState:
        """Return the state."""
        return display_state(self.source, self.why)

    def state(self, now: datetime) -> IndexState:
        """Return the state in words."""
        return index_state(self.source, now=now, why=self.why, passages=self.passages)

    @property
    def reason(self) -> str:
        """Return the code of why it is left out or failed; empty if neither."""
        if self.why or self.source is None:
            return self.why
        unforeseen = Source.Reason.OTHER if self.code == DisplayState.FAILED else ""
        return self.source.reason or unforeseen

    @property
    def reason_label(self) -> str:
        """Return the reason as a sentence."""
        if self.why:
            return str(ExclusionReason(self.why).label)
        return str(Source.Reason(self.reason).label) if self.reason else ""

    @property
    def indexed_at(self) -> datetime | None:
        """Return when it was last indexed; None if it is not public."""
        return self.source.indexed_at if self.source and not self.why else None

    @property
    def retry_at(self) -> datetime | None:
        """Return the time of the next try after a failure; None if none is planned."""
        waits = self.source and self.code == DisplayState.WAITING
        return self.source.retry_at if self.source and waits else None


#: Sort keys by the name of the column.
ORDERS: dict[str, Callable[[Row], Any]] = {
    "title": lambda row: (row.title.casefold(), row.key),
    "kind": lambda row: (row.kind, row.title.casefold()),
    "language": lambda row: (row.language, row.title.casefold()),
    "state": lambda row: (_RANK[row.code], row.title.casefold()),
    "indexed_at": lambda row: row.indexed_at or _NEVER,
}


def rows(kind: SourceKind, objects: QuerySet[Any]) -> list[Row]:
    """Return a row for each of these pages or documents."""
    why = exclusions(kind, objects)
    ledger = Source.objects.filter(**{f"{kind}__in": objects.order_by().values("pk")})
    sources = {getattr(source, f"{kind}_id"): source for source in ledger}
    has_language = kind == "page"
    columns = ["pk", "title", *(["locale__language_code"] if has_language else [])]
    found = []
    for key, title, *language in objects.order_by().values_list(*columns):
        source = sources.get(key)
        found.append(
            Row(
                kind=kind,
                key=key,
                title=title,
                language=language[0] if has_language else source.locale if source else "",
                source=source,
                why=why.get(key, ""),
            )
        )
    return found


def filter_rows(found: Iterable[Row], wanted: RowFilter) -> list[Row]:
    """Return the rows that pass all filters but the one by state."""
    title = wanted.title.strip().casefold()
    return [
        row
        for row in found
        if wanted.kind in ("", row.kind)
        and wanted.language in ("", row.language)
        and wanted.reason in ("", row.reason)
        and title in row.title.casefold()
    ]


def count_by_state(found: Iterable[Row]) -> dict[DisplayState, int]:
    """Return the number of rows in each state."""
    counts = Counter(row.code for row in found)
    return {state: counts[state] for state in DisplayState}


def sort_rows(found: Iterable[Row], order: str) -> list[Row]:
    """Return the rows sorted by one of ORDERS, descending after a minus.

    An unknown order means by state, those that need attention first.
    """
    by_title = sorted(found, key=ORDERS["title"])
    name = order.removeprefix("-")
    return sorted(by_title, key=ORDERS.get(name, ORDERS["state"]), reverse=order.startswith("-"))


def count_passages(found: Sequence[Row]) -> list[Row]:
    """Return the rows with their numbers of passages."""
    known = [row.source.pk for row in found if row.source and not row.why]
    passages = dict(
        Passage.objects.filter(edition__in_force=True, source__in=known)
        .order_by()
        .values_list("source")
        .annotate(Count("pk"))
    )
    return [
        replace(row, passages=passages.get(row.source.pk, 0)) if row.source and not row.why else row
        for row in found
    ]
