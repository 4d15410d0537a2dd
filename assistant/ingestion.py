"""The use-case of indexing: bring one source's passages in line with what the public can read.

Every step may be killed; running it again gives the same result, and the row keeps waiting until
the last step is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assistant import lexical, stored_vectors, vectors
from assistant.chunking import cut, embedded_text, text_hash
from assistant.exceptions import AssistantError, IndexUnavailable, ProviderUnavailable
from assistant.extraction import document_sections, page_sections
from assistant.extraction.documents import UnreadableDocument
from assistant.languages import default_language, detect_language
from assistant.ledger import linked_documents, mark, reconcile, waiting
from assistant.models import Passage, Source
from assistant.providers import embedder
from assistant.types import PassageText
from assistant.visibility import visible_sources

logger = logging.getLogger(__name__)

#: A source that failed this often waits for an editor, not for another try.
MAX_ATTEMPTS = 5
_EMBEDDING_BATCH = 16


class _Draft(NamedTuple):
    """A passage about to be written."""

    passage: PassageText
    searched: str
    hash: str


def sync(source_id: int) -> None:
    """Index a ledger row's page or document as it is now, or drop its passages.

    Raises whatever kept it from that (ProviderError, IndexUnavailable, a page's own error); the
    row then waits, and after MAX_ATTEMPTS of its own failures is parked with the reason.
    """
    source = Source.objects.select_related("page__locale", "document").filter(pk=source_id).first()
    if source is None:
        return
    if not visible_sources([source_id]).exists():
        _settle(source, _write(source, []), Source.State.HIDDEN)
        _sync_documents_of(source)
        return
    try:
        drafts = _drafts(source)
        _embed(drafts)
        changed = _write(source, drafts)
    except UnreadableDocument as error:
        _settle(source, _write(source, []), Source.State.FAILED, str(error))
        return
    except Exception as error:
        # Also what nobody foresaw: one bad source must not be tried for ever, nor stop others.
        _failed(source, error)
        raise
    _settle(source, changed, Source.State.INDEXED)
    _sync_documents_of(source)


def _drafts(source: Source) -> list[_Draft]:
    if source.page:
        page = source.page.specific
        locale, sections = page.locale.language_code, page_sections(page)
    else:
        sections = document_sections(source.document)
        sample = " ".join(section.text for section in sections)[:4_000]
        locale = detect_language(sample) or default_language()
    if locale != source.locale:
        # Each language has its own collection: what stood in the old one has to go.
        if displaced := list(source.passages.values_list("pk", flat=True)):
            _in_index(lambda index: index.remove(displaced))
        source.locale = locale
        Source.objects.filter(pk=source.pk).update(locale=locale)
    drafts = []
    for passage in cut(sections):
        searched = embedded_text(source.title, passage)
        drafts.append(_Draft(passage, searched, text_hash(searched)))
    return drafts


def _embed(drafts: Sequence[_Draft]) -> None:
    """Store the vectors that are not there yet; each batch stays when the next is interrupted."""
    model = embedder()
    known = stored_vectors.passages(model.name, (draft.hash for draft in drafts))
    missing = list(
        {draft.hash: draft.searched for draft in drafts if draft.hash not in known}.items()
    )
    for start in range(0, len(missing), _EMBEDDING_BATCH):
        batch = missing[start : start + _EMBEDDING_BATCH]
        embedded = model.passages([text for _, text in batch])
        keys = [key for key, _ in batch]
        stored_vectors.store_passages(model.name, dict(zip(keys, embedded, strict=True)))


class _Changed(NamedTuple):
    """What a write did to the passages: ids to put into the vector store, and to take out."""

    written: list[tuple[int, str]]
    removed: list[int]


def _write(source: Source, drafts: Sequence[_Draft]) -> _Changed:
    """Replace the passages and their lexical rows in one transaction, keeping ids where possible.

    A passage whose text stays keeps its row, wherever it moved; other rows are overwritten in
    place, which spares the vector store deletions.
    """
    with transaction.atomic():
        old = list(source.passages.order_by("ordinal"))
        by_hash: dict[str, list[Passage]] = {}
        for passage in old:
            by_hash.setdefault(passage.text_hash, []).append(passage)
        kept = [by_hash[d.hash].pop(0) if by_hash.get(d.hash) else None for d in drafts]
        free = [passage for rows in by_hash.values() for passage in rows]
        changed: list[tuple[int, str]] = []
        for ordinal, (draft, row) in enumerate(zip(drafts, kept, strict=True)):
            fresh = row is None
            row = row or (free.pop(0) if free else Passage(source=source))
            row.ordinal, row.text_hash = ordinal, draft.hash
            row.heading, row.anchor = draft.passage.heading, draft.passage.anchor
            row.page, row.text = draft.passage.page, draft.passage.text
            row.save()
            if fresh:
                changed.append((row.pk, draft.searched))
        removed = [row.pk for row in free]
        Passage.objects.filter(pk__in=removed).delete()
        lexical.remove(removed)
        lexical.write(changed)
    # All of them, not only the changed: a run killed after this transaction left some unwritten.
    return _Changed(list(source.passages.values_list("pk", "text_hash")), removed)


def _settle(source: Source, changed: _Changed, state: Source.State, error: str = "") -> None:
    """Bring the vector store in line, then say so in the ledger unless the source changed again."""
    try:
        _in_index(lambda index: _put(index, source.locale, changed))
    except IndexUnavailable as problem:
        _failed(source, problem)
        raise
    Source.objects.filter(pk=source.pk, version=source.version).update(
        state=state, error=error[:500], indexed_at=timezone.now(), attempts=0
    )


def _put(index: vectors.EmbeddedIndex, locale: str, changed: _Changed) -> None:
    index.remove(changed.removed)
    if changed.written:
        values = stored_vectors.passages(index.model, (key for _, key in changed.written))
        index.write(locale, [(n, key, values[key]) for n, key in changed.written if key in values])


def _in_index(work: Callable[[vectors.EmbeddedIndex], None]) -> None:
    """Do something in the vector store; a broken store is mended first, once."""
    index = vectors.owned_index(embedder().name)
    try:
        work(index)
    except IndexUnavailable:
        index.heal()
        work(index)


def _failed(source: Source, error: Exception) -> None:
    """Count a failure; after MAX_ATTEMPTS the row is parked with its reason.

    While a model or the vector store is down the row waits for as long as it takes.
    """
    rows = Source.objects.filter(pk=source.pk, version=source.version)
    reason = str(error) if isinstance(error, AssistantError) else type(error).__name__
    rows.update(attempts=F("attempts") + 1, error=reason[:500])
    if not isinstance(error, ProviderUnavailable | IndexUnavailable):
        rows.filter(attempts__gte=MAX_ATTEMPTS).update(state=Source.State.FAILED)


def _sync_documents_of(source: Source) -> None:
    """A page that came or went takes the documents it links to with it."""
    if source.page_id is None:
        return
    linked = linked_documents(source.page_id)
    documents = list(Source.objects.filter(document__in=linked))
    public = set(visible_sources(row.pk for row in documents).values_list("pk", flat=True))
    stale = [
        row.document_id
        for row in documents
        if row.document_id and (row.pk in public) != (row.state != Source.State.HIDDEN)
    ]
    unknown = set(linked) - {row.document_id for row in documents}
    for row in mark("document", [*stale, *unknown]):
        sync(row)


def catch_up(progress: Callable[[Iterable[int], int], Iterable[int]] | None = None) -> int:
    """Reconcile the ledger and sync everything that waits, in this process; returns how many.

    `progress` wraps the rows, given their number, as tqdm does. A source that fails is logged,
    keeps waiting and does not stop the others.
    """
    model = embedder().name
    vectors.owned_index(model)
    rows = reconcile(model)
    for row in progress(rows, len(rows)) if progress else rows:
        try:
            sync(row)
        except Exception:
            logger.warning("Source %s could not be indexed now.", row, exc_info=True)
    lexical.purge()
    vectors.owned_index(model).heal()
    stored_vectors.forget_unused()
    return len(rows) - len(set(waiting()) & set(rows))
