"""Tells editors why a document can't be read."""

from __future__ import annotations

from assistant.extraction import unreadable_file
from assistant.models import Source

#: The reasons that the reader process may give, as the codes of `unreadable_file`.
REASONS = frozenset(
    {
        unreadable_file.TYPE,
        unreadable_file.SIZE,
        unreadable_file.LOCKED,
        unreadable_file.DAMAGED,
        unreadable_file.HOSTILE,
        unreadable_file.SLOW,
        unreadable_file.MEMORY,
        unreadable_file.NO_TEXT,
    }
)


class UnreadableDocument(Exception):
    """A document's text can't be extracted.

    `reason` is one of `REASONS`; `detail` is for operators and may be empty. `str()` gives the
    reason as a sentence for editors, in the active language.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return str(Source.Reason(self.reason).label)
