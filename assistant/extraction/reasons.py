"""What an editor is told of a document that is not read."""

from __future__ import annotations

from assistant.extraction import refusal
from assistant.models import Source

#: The codes that a reader may give.
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
    """The file's text can't be had.

    `reason` is one of `REASONS`; `detail` is for operators and may be empty. The exception's own
    text is the reason's sentence in the active language, for an editor.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return str(Source.Reason(self.reason).label)
