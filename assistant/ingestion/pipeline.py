"""The ingestion pipeline: reads sources, writes their passages, records outcomes in the ledger."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from assistant.access import visible_ids
from assistant.exceptions import AssistantError, IndexUnavailable, ProviderError
from assistant.extraction import UnreadableDocument, document_sections, page_sections
from assistant.index import editions
from assistant.ingestion import writer
from assistant.ingestion.ledger import linked_documents, mark
from assistant.ingestion.locks import lock_source
from assistant.ingestion.writer import Progress
from assistant.models import Source
from assistant.text import default_language, detect_language
from assistant.types import Section

logger = logging.getLogger(__name__)

#: A source that failed this often is not tried again until somebody changes or re-indexes it.
MAX_ATTEMPTS = 5
#: Exponential backoff as (first delay in seconds, factor, longest delay in seconds): for a failure
#: of the source itself, and for a model or store that is down and may be back any moment.
_SOURCE_BACKOFF, _OUTAGE_BACKOFF = (10, 4, 3_600), (5, 2, 300)
#: Seconds between two updates of the progress that editors see.
_PROGRESS_SECONDS = 1.0
#: A source that changes while it is indexed is indexed again at once, up to this many runs in all.
_MAX_RUNS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncResult:
    """The outcome of a run over several sources.

    `done` counts those that were indexed, or found to be hidden or unreadable; `failed` has the
    error of each ledger row that failed. `newly_waiting` are the rows of documents that now wait
    because a page that links to them came or went.
    """

    done: int
    newly_waiting: tuple[int, ...]
    failed: Mapping[int, Exception]


def sync(source_id: int) -> tuple[int, ...]:
    """Index one ledger row, and return the rows of documents that wait because of it.

    Raises the error that kept it from being indexed.
    """
    outcome = sync_all([source_id])
    for error in outcome.failed.values():
        raise error
    return outcome.newly_waiting


def sync_all(source_ids: Iterable[int]) -> SyncResult:
    """Index the pages and documents of ledger rows as they are now, or delete their passages.

    Rows are handled together, so that their texts are embedded in one batch. A source that another
    worker has locked is skipped: that worker sees the change before it ends.

    A source that fails (ProviderError, IndexUnavailable, a page's own error) waits for its next
    try; after MAX_ATTEMPTS failures of its own it is parked as failed.
    """
    pending, done, newly_waiting = list(source_ids), 0, set[int]()
    failed: dict[int, Exception] = {}
    for _ in range(_MAX_RUNS):
        with ExitStack() as locks:
            locked = [row for row in pending if locks.enter_context(lock_source(row))]
            outcome = _sync(locked)
        done += outcome.done
        newly_waiting.update(outcome.newly_waiting)
        failed.update(outcome.failed)
        # Asked only after the locks were released: a worker that was told of a change before that
        # found the row locked and left it to this one.
        waiting = Source.objects.filter(state=Source.State.WAITING, retry_at=None, pk__in=locked)
        pending = list(waiting.exclude(pk__in=failed).values_list("pk", flat=True))
        done -= len(pending)
        if not pending:
            break
    return SyncResult(
        done=done + len(pending), newly_waiting=tuple(sorted(newly_waiting)), failed=failed
    )


class _SourceRun:
    """A source that is being indexed: its sections, and the outcome that is recorded at the end."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.state, self.reason, self.detail = Source.State.INDEXED, "", ""
        self.sections: list[Section] = []

    def read(self, on_progress: Progress, *, visible: bool) -> None:
        """Read the sections of the source, if the public can read it.

        An unreadable document becomes an outcome. Raises whatever the site's own code raises.
        """
        if not visible:
            self.state = Source.State.HIDDEN
            return
        try:
            self.sections = sections = _read(self.source, on_progress)
            if unread := getattr(sections, "unread_pages", ()):
                self.reason = Source.Reason.PART
                self.detail = f"Pages {', '.join(map(str, unread[:50]))}"
        except UnreadableDocument as error:
            self.state = Source.State.FAILED
            self.reason, self.detail = error.reason, error.detail


def _sync(source_ids: Sequence[int]) -> SyncResult:
    """Read and write these rows, whose locks the caller holds, and record each outcome."""
    rows = Source.objects.select_related("page__locale", "document").filter(pk__in=source_ids)
    runs = {row.pk: _SourceRun(row) for row in rows}
    visible = visible_ids(runs)
    on_progress = _progress_recorder(runs)
    failed: dict[int, Exception] = {}
    for number, run in runs.items():
        try:
            run.read(on_progress, visible=number in visible)
        except Exception as error:
            # Any error, also an unforeseen one: one bad source must not stop the others.
            failed[number] = error
    failed |= _write([run for number, run in runs.items() if number not in failed], on_progress)
    good = [run for number, run in runs.items() if number not in failed]
    if failed:
        # A source that was deleted meanwhile can't be written, and that is no failure.
        there = Source.objects.filter(pk__in=failed).values_list("pk", flat=True)
        failed = {number: failed[number] for number in there}
    for number, problem in failed.items():
        _record_failure(runs[number].source, problem)
    for run in good:
        _record_success(run)
    newly_waiting = _mark_linked_documents([run.source for run in good])
    return SyncResult(done=len(good), newly_waiting=tuple(newly_waiting), failed=failed)


def _write(runs: Sequence[_SourceRun], on_progress: Progress) -> dict[int, Exception]:
    """Write the sections into every edition; return the errors in the current edition, by row.

    An error in another edition is only logged: that one is still being built.
    """
    if not runs:
        return {}
    texts = [writer.SourceSections(source=run.source, sections=run.sections) for run in runs]
    current, *unfinished = editions.written_editions()
    try:
        failed = writer.write(current, texts, on_progress)
    except (AssistantError, DatabaseError) as error:
        return {run.source.pk: error for run in runs}
    texts = [text for text in texts if text.source.pk not in failed]
    for edition in unfinished:
        try:
            writer.write(edition, texts, on_progress)
        except AssistantError:
            logger.warning("Edition %s can't be built now.", edition, exc_info=True)
    return failed


def _read(source: Source, on_progress: Progress) -> list[Section]:
    """Return the sections of a source, and record its language.

    A document's language is detected. If it changed, the vectors are removed from the store, since
    each language has a collection of its own.
    """
    sections: list[Section]
    if source.page:
        page = source.page.specific
        locale, sections = page.locale.language_code, page_sections(page)
    else:
        sections = document_sections(source.document, on_progress)
        sample = " ".join(section.text for section in sections)[:4_000]
        locale = detect_language(sample) or default_language()
    if locale != source.locale:
        writer.remove_vectors(source)
        source.locale = locale
        Source.objects.filter(pk=source.pk).update(locale=locale)
    return sections


def _progress_recorder(sources: Iterable[int]) -> Progress:
    """Return a callback that records these rows' progress, once in `_PROGRESS_SECONDS`."""
    rows, last = list(sources), time.monotonic()

    def on_progress(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _PROGRESS_SECONDS:
            last = time.monotonic()
            Source.objects.filter(pk__in=rows).update(done=done, total=total)

    return on_progress


def _record_success(run: _SourceRun) -> None:
    """Record the outcome of a run, unless the source changed again meanwhile."""
    rows = Source.objects.filter(pk=run.source.pk)
    rows.filter(version=run.source.version).update(
        state=run.state,
        reason=run.reason,
        error=run.detail[:500],
        retry_at=None,
        indexed_at=timezone.now(),
        attempts=0,
        done=None,
        total=None,
    )


def _record_failure(source: Source, error: Exception) -> None:
    """Count a failure, and set the time of the next try.

    After MAX_ATTEMPTS failures of the source's own the row is parked with its reason. While a
    model, the vector store or the database is down, it is tried for as long as that takes.
    """
    outage = isinstance(error, ProviderError | IndexUnavailable | DatabaseError)
    first, factor, longest = _OUTAGE_BACKOFF if outage else _SOURCE_BACKOFF
    delay = min(first * factor ** min(source.attempts, 10), longest)
    detail = str(error) if isinstance(error, AssistantError) else type(error).__name__
    rows = Source.objects.filter(pk=source.pk, version=source.version)
    rows.update(
        attempts=F("attempts") + 1,
        reason=_reason(source, error),
        error=detail[:500],
        retry_at=timezone.now() + timedelta(seconds=delay),
        done=None,
        total=None,
    )
    if not outage:
        rows.filter(attempts__gte=MAX_ATTEMPTS).update(state=Source.State.FAILED, retry_at=None)


def _reason(source: Source, error: Exception) -> Source.Reason:
    """Return the code that tells editors why a source failed."""
    if isinstance(error, ProviderError):
        return Source.Reason.MODEL
    if isinstance(error, IndexUnavailable):
        return Source.Reason.STORE
    if isinstance(error, DatabaseError):
        return Source.Reason.DATABASE
    return Source.Reason.PAGE if source.page_id else Source.Reason.OTHER


def _mark_linked_documents(sources: Sequence[Source]) -> list[int]:
    """Mark the documents that became public or hidden because a page that links to them did."""
    linked = linked_documents(source.page_id for source in sources if source.page_id)
    if not linked:
        return []
    documents = list(Source.objects.filter(document__in=linked))
    public = visible_ids(row.pk for row in documents)
    stale = [
        row.document_id
        for row in documents
        if row.document_id and (row.pk in public) != (row.state != Source.State.HIDDEN)
    ]
    unknown = set(linked) - {row.document_id for row in documents}
    return mark("document", [*stale, *unknown])
