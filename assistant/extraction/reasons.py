"""Tells editors why a document can't be read."""

from __future__ import annotations

from assistant.extraction import refusal
from assistant.models import Source

#: The reasons that the reader process may give, as the codes of `refusal`.
REASONS = frozenset(
    {
        refusal.TYPE,
        refusal.SIZE,
        refusal.LOCKED,
        refusal.DAMAGED,
        refusal.HOSTILE,
        refusal.SLOW,
        refusal.MEMORY,
        refusal.NO_TEXT,
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
