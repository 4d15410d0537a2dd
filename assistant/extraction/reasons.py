"""What an editor is told of a document that is not read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assistant.extraction import refusal

#: A sentence for each code: what is wrong, and what helps.
REASONS = {
    refusal.TYPE: _("Files of this type are not read."),
    refusal.SIZE: _("The file is too large to be read. Split it, or publish a shorter one."),
    refusal.LOCKED: _("The file is locked by a password. Upload it without one."),
    refusal.DAMAGED: _("The file is damaged, or not what its name says. Save it anew."),
    refusal.HOSTILE: _("The file is built in a way that could harm the site, so it is not read."),
    refusal.SLOW: _("Reading the file took too long. Split it, or save it in a simpler form."),
    refusal.MEMORY: _("Reading the file takes too much memory. Split it, or make it simpler."),
    refusal.NO_TEXT: _("No text was found. Is it a scanned document?"),
}


class UnreadableDocument(Exception):
    """The file's text can't be had.

    `reason` is a key of `REASONS`; `detail` is for operators and may be empty. The exception's own
    text is the reason's sentence in the active language, for an editor.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return str(REASONS[self.reason])
