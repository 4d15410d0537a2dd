"""One source's run: read, write into each edition, and say in the ledger how it went."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from assistant import editions
from assistant.claims import claim
from assistant.exceptions import AssistantError, IndexUnavailable, ProviderError
from assistant.extraction import document_sections, page_sections
from assistant.extraction.documents import UnreadableDocument
from assistant.ingestion import writing
from assistant.languages import default_language, detect_language
from assistant.ledger import linked_documents, mark
from assistant.models import Source
from assistant.types import Section
from assistant.visibility import visible_sources

logger = logging.getLogger(__name__)

#: A source that failed this often waits for an editor, not for another try.
MAX_ATTEMPTS = 5
#: Seconds until the next try after the first failure, how much longer after each, and at most: of
#: a source's own failure, and of a model or store that is down and may be back any moment.
_OWN, _OUTAGE = (10, 4, 3_600), (5, 2, 300)
#: Seconds between two updates of the progress that editors see.
_TOLD_EVERY = 1.0
#: A run during which the source changes is run again, this often at most.
_AGAIN = 3


def sync(source_id: int) -> list[int]:
    """Index a ledger row's page or document as it is now, or drop its passages.

    Returns the rows of documents that now wait because their page came or went. Nothing is done
    while another worker is at the same source: it sees the change before it ends.

    Raises whatever kept it from that (ProviderError, IndexUnavailable, a page's own error); the
    row then waits for its next try, and after MAX_ATTEMPTS of its own failures is parked.
    """
    others: list[int] = []
    for _ in range(_AGAIN):
        with claim(source_id) as mine:
            if not mine:
                break
            others += _sync(source_id)
        # Asked after the claim has ended: who marked the row before that could not begin.
        if not Source.objects.filter(
            pk=source_id, state=Source.State.WAITING, retry_at=None
        ).exists():
            break
    return others


def _sync(source_id: int) -> list[int]:
    source = Source.objects.select_related("page__locale", "document").filter(pk=source_id).first()
    if source is None:
        return []
    told = _telling(source)
    state, reason = Source.State.INDEXED, ""
    try:
        if not visible_sources([source_id]).exists():
            state, sections = Source.State.HIDDEN, []
        else:
            try:
                sections = _read(source)
            except UnreadableDocument as error:
                state, sections = Source.State.FAILED, []
                reason = getattr(error, "reason", "") or Source.Reason.DAMAGED
        current, *others = editions.kept_up()
        writing.write(current, source, sections, told)
    except Exception as error:
        # Also what nobody foresaw: one bad source must not be tried for ever, nor stop others.
        _failed(source, error)
        raise
    for edition in others:
        try:
            writing.write(edition, source, sections, told)
        except AssistantError:
            logger.warning("Source %s is not in edition %s yet.", source, edition, exc_info=True)
    _settled(source, state, reason)
    return _documents_that_wait(source)


def _read(source: Source) -> list[Section]:
    if source.page:
        page = source.page.specific
        locale, sections = page.locale.language_code, page_sections(page)
    else:
        sections = list(document_sections(source.document))
        sample = " ".join(section.text for section in sections)[:4_000]
        locale = detect_language(sample) or default_language()
    if locale != source.locale:
        writing.displace(source)
        source.locale = locale
        Source.objects.filter(pk=source.pk).update(locale=locale)
    return sections


def _telling(source: Source) -> Callable[[int, int], None]:
    """Keeps the row's progress up to date, not at each step."""
    last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _TOLD_EVERY:
            last = time.monotonic()
            Source.objects.filter(pk=source.pk).update(done=done, total=total)

    return told


def _settled(source: Source, state: Source.State, reason: str) -> None:
    """Say how it ended, unless the source changed again meanwhile."""
    rows = Source.objects.filter(pk=source.pk)
    rows.filter(version=source.version).update(
        state=state,
        reason=reason,
        error="",
        retry_at=None,
        indexed_at=timezone.now(),
        attempts=0,
        done=None,
        total=None,
    )


def _failed(source: Source, error: Exception) -> None:
    """Count a failure and say when to try again.

    After MAX_ATTEMPTS of the source's own failures the row is parked with its reason. While a
    model, the vector store or the database is down it waits for as long as that takes.
    """
    outage = isinstance(error, ProviderError | IndexUnavailable | DatabaseError)
    first, factor, longest = _OUTAGE if outage else _OWN
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
    if isinstance(error, ProviderError):
        return Source.Reason.MODEL
    if isinstance(error, IndexUnavailable):
        return Source.Reason.STORE
    if isinstance(error, DatabaseError):
        return Source.Reason.DATABASE
    return Source.Reason.PAGE if source.page_id else Source.Reason.OTHER


def _documents_that_wait(source: Source) -> list[int]:
    """A page that came or went takes the documents it links to with it."""
    if source.page_id is None:
        return []
    linked = linked_documents(source.page_id)
    documents = list(Source.objects.filter(document__in=linked))
    public = set(visible_sources(row.pk for row in documents).values_list("pk", flat=True))
    stale = [
        row.document_id
        for row in documents
        if row.document_id and (row.pk in public) != (row.state != Source.State.HIDDEN)
    ]
    unknown = set(linked) - {row.document_id for row in documents}
    return mark("document", [*stale, *unknown])
