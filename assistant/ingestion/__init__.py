"""The use-case of indexing: bring passages in line with what the public can read.

Owns the order of steps and what becomes of a failure. Refuses to know what caused a change.
Every step may be killed; running it again gives the same result, and the ledger's row keeps
waiting until the last step is done.
"""

from assistant.ingestion.pipeline import MAX_ATTEMPTS, sync, sync_all
from assistant.ingestion.maintenance import build, catch_up, mend

__all__ = ["MAX_ATTEMPTS", "build", "catch_up", "mend", "sync", "sync_all"]
