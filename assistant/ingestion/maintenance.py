"""The whole index: everything that waits, another edition, and what the stores hold."""

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

#: Pages that are read and then embedded together.
_BATCH = 16

#: Wraps rows, given their number, as tqdm does.
Progress = Callable[[Iterable[int], int], Iterable[int]]


def catch_up(progress: Progress | None = None, *, wait: bool = True) -> int:
    """Do all that waits, in this process; returns how many sources were indexed.

    Also what was put off after a failure: whoever calls this has perhaps mended it. A source that
    fails is logged, keeps waiting and does not stop the others. With `wait` a vector store that is
    lost is rebuilt before it returns; else, if that takes long, in a thread. Raises OwnedElsewhere
    where another process owns the index, ProviderError without a model.
    """
    current = editions.in_force()
    _heal(current, wait=wait)
    reconcile(current)
    done = _sync_all(list(waiting().values_list("pk", flat=True)), progress)
    while build(progress=progress):
        pass
    curated.embed_missing()
    mend(wait=wait)
    return done


def _sync_all(rows: list[int], progress: Progress | None) -> int:
    """Sync these rows and those that come of them; returns how many went well."""
    done = 0
    while rows:
        others: list[int] = []
        for batch in _batches(rows, progress):
            outcome = sync_all(batch)
            done += outcome.done
            others += outcome.others
            for row, error in outcome.failed.items():
                logger.warning("Source %s could not be indexed now.", row, exc_info=error)
        rows = list(waiting().filter(pk__in=others).values_list("pk", flat=True))
    return done


def _batches(rows: list[int], progress: Progress | None) -> Iterator[list[int]]:
    """The rows in batches: pages together, a document, which may be long, alone."""
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


def build(limit: int | None = None, progress: Progress | None = None) -> bool:
    """Bring some sources into the edition that the settings ask for; once whole, it answers.

    Returns whether more is to be done. Raises ProviderError.
    """
    edition = editions.to_build()
    if edition is None:
        return False
    missing = list(editions.lacking(edition).values_list("pk", flat=True).order_by("pk")[:limit])
    _sync_all(missing, progress)
    left = set(editions.lacking(edition).values_list("pk", flat=True))
    if not left:
        dense.index_of(edition).heal()
        curated.embed_missing()
        editions.put_in_force(edition)
    # Where none of them could be brought in, the model is down, say, and to go on is no use.
    return bool(left) and left != set(missing)


def mend(*, wait: bool = False) -> None:
    """Make the stores hold what the passages say, and forget what none of them needs.

    It is quick where nothing is amiss. A large vector store is rebuilt in a thread, or with `wait`
    before it returns.
    """
    lexical.purge()
    for edition in editions.kept_up():
        try:
            _heal(edition, wait=wait)
        except dense.OwnedElsewhere as error:
            logger.debug("The vector store is mended by its owner: %s", error)
    editions.forget_replaced()
    embeddings_table.forget_unused()
    curated.forget_unused()


def _heal(edition: Edition, *, wait: bool) -> None:
    """Raises OwnedElsewhere; what is down now is mended later."""
    try:
        dense.index_of(edition).heal(wait=wait)
    except dense.OwnedElsewhere:
        raise
    except AssistantError as error:
        logger.warning("The vector store can't be mended now: %s", error)
