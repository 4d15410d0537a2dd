"""Ingestion: keeps the passages of the index in line with what the public can read.

Owns the ledger of the sources that wait, the order of the steps, and what becomes of a failure.
Refuses to know what caused a change. Every step may be killed: running it again gives the same
result, and the ledger's row keeps waiting until the last step is done.
"""

from assistant.ingestion import ledger
from assistant.ingestion.ledger import SourceKind, due, mark
from assistant.ingestion.locks import lock_housekeeping, lock_source
from assistant.ingestion.maintenance import build_next_edition, index_all_waiting, repair
from assistant.ingestion.pipeline import MAX_ATTEMPTS, sync

__all__ = [
    "MAX_ATTEMPTS",
    "SourceKind",
    "build_next_edition",
    "due",
    "index_all_waiting",
    "ledger",
    "lock_housekeeping",
    "lock_source",
    "mark",
    "repair",
    "sync",
]
