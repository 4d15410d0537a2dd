"""Why a file is not read. Imported by the reader process too, which knows no Django."""

from __future__ import annotations

#: Codes, as the ledger stores them.
TYPE = "type"
SIZE = "size"
LOCKED = "locked"
DAMAGED = "damaged"
HOSTILE = "hostile"
SLOW = "slow"
MEMORY = "memory"
NO_TEXT = "no_text"


class Refused(Exception):
    """The file is not read: `reason` is a code of this module, `detail` is for operators."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
