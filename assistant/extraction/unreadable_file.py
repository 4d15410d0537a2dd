"""The reasons why a file can't be read. The reader process imports this too, so no Django here."""

from __future__ import annotations

#: Codes as the ledger stores them.
TYPE = "type"
SIZE = "size"
LOCKED = "locked"
DAMAGED = "damaged"
HOSTILE = "hostile"
SLOW = "slow"
MEMORY = "memory"
NO_TEXT = "no_text"


class UnreadableFile(Exception):
    """The file can't be read: `reason` is a code of this module, `detail` is for operators."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
