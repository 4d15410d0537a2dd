"""Maintenance of the whole index: indexes all that waits, builds editions, repairs the stores."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

from assistant import curated
from assistant.exceptions import AssistantError
from assistant.index import dense, editions, embeddings_table, lexical
from assistant.ingestion.ledger import reconcile, waiting
from assistant.ingestion.pipeline import sync_all
from assistant.models import Edition, Source

logger = logging.getLogger(__name__)

#: Number of pages that are read, and then embedded together.
_BATCH = 16

#: Shows progress while rows are iterated, as tqdm does: called with the rows and their number.
Progress = Callable[[Iterable[int], int], Iterable[int]]


def index_all_waiting(progress: Progress | None = None, *, wait: bool = True) -> int:
    """Index all sources that wait, in this process, and return how many were indexed.

    Sources whose next try was put off after a failure are tried as well: whoever calls this may
    have repaired the cause. A source that fails is logged, keeps waiting and does not stop the
    others. A lost vector store is rebuilt: with `wait` before this returns, else in a thread if it
    takes long. Raises OwnedElsewhere where another process owns the index, ProviderError without a
    model.
    """
    current = editions.current()
    _repair_vectors(current, wait=wait)
    reconcile(current)
    done = _sync_all(list(waiting().values_list("pk", flat=True)), progress)
    while build_next_edition(progress=progress):
        pass
    curated.embed_missing()
    repair(wait=wait)
    return done


def _sync_all(rows: list[int], progress: Progress | None) -> int:
    """Index these rows and those that wait because of them; return how many succeeded."""
    done = 0
    while rows:
        others: list[int] = []
        for batch in _batches(rows, progress):
            outcome = sync_all(batch)
            done += outcome.done
            others += outcome.newly_waiting
            for row, error in outcome.failed.items():
                logger.warning("Source %s could not be indexed now.", row, exc_info=error)
        rows = list(waiting().filter(pk__in=others).values_list("pk", flat=True))
    return done


def _batches(rows: list[int], progress: Progress | None) -> Iterator[list[int]]:
    """Yield the rows in batches: pages together, each document, which may be long, alone."""
    documents = set(
        Source.objects.filter(pk__in=rows, document__isnull=False).values_list("pk", flat=True)
    )
    batch: list[int] = []
    for row in progress(rows, len(rows)) if progress else rows:
        batch.append(row)
        if row in documents or len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def build_next_edition(limit: int | None = None, progress: Progress | None = None) -> bool:
    """Index some sources into the edition that the settings ask for, and return whether any remain.

    At most `limit` sources. Once the edition holds every source, it becomes the current one:
    answers come from it. Raises ProviderError.
    """
    edition = editions.next_edition()
    if edition is None:
        return False
    missing = list(
        editions.missing_sources(edition).values_list("pk", flat=True).order_by("pk")[:limit]
    )
    _sync_all(missing, progress)
    left = set(editions.missing_sources(edition).values_list("pk", flat=True))
    if not left:
        dense.index_of(edition).repair()
        curated.embed_missing()
        editions.make_current(edition)
    # If none of them could be indexed, the model may be down, and trying again now is useless.
    return bool(left) and left != set(missing)


def repair(*, wait: bool = False) -> None:
    """Make the word index and the vector store hold what the passages say, and delete unused data.

    It is quick where nothing is wrong. A large vector store is rebuilt in a thread, or with `wait`
    before this returns.
    """
    lexical.remove_orphans()
    for edition in editions.written_editions():
        try:
            _repair_vectors(edition, wait=wait)
        except dense.OwnedElsewhere as error:
            logger.debug("The vector store is mended by its owner: %s", error)
    editions.delete_replaced()
    embeddings_table.delete_unused()
    curated.forget_unused()


def _repair_vectors(edition: Edition, *, wait: bool) -> None:
    """Repair an edition's vector store; one that can't be reached now is repaired later.

    Raises OwnedElsewhere.
    """
    try:
        dense.index_of(edition).repair(wait=wait)
    except dense.OwnedElsewhere:
        raise
    except AssistantError as error:
        logger.warning("The vector store can't be mended now: %s", error)
