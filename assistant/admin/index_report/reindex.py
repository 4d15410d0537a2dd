"""Has sources indexed again: marks them in the ledger, and queues tasks after the commit."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from assistant.ingestion import ledger
from assistant.tasks import enqueue_on_commit, sync_source


def index_again(kind: ledger.SourceKind, keys: Iterable[int]) -> int:
    """Have pages or documents (keys) indexed again, whatever their state; return their number."""
    with transaction.atomic():
        marked = ledger.mark(kind, keys)
        for source in marked:
            enqueue_on_commit(sync_source, source)
    return len(marked)
