"""Formats an answer as Telegram messages: its text, then its numbered sources. Pure.

Telegram drops links to hosts without a full name, such as http://localhost:8000/. For such a link
the title is plain text, and the address follows on a line of its own, so that it can be copied.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from assistant.text import language_name
from assistant.types import Answer, Citation
from bots.telegram import markdown
from bots.telegram.richtext import MAX_UNITS, Span, split

_BOLD = frozenset({"b"})
_ITALIC = frozenset({"i"})
_LONGEST_HEADING = 120


def format_answer(answer: Answer, *, limit: int = MAX_UNITS) -> list[list[Span]]:
    """Return the messages that show an answer: at least one, each within `limit` UTF-16 units."""
    with translation.override(answer.locale):
        spans = markdown.to_spans(answer.text, _links(answer.citations))
        if answer.status == "curated":
            spans = [Span(_("Answer by the editors"), _BOLD), Span("\n\n"), *spans]
        if answer.notice:
            spans += [Span("\n\n"), Span(answer.notice, _ITALIC)]
        if answer.citations:
            title = _("Pages that may help") if answer.status == "unanswered" else _("Sources")
            spans += [Span("\n\n"), Span(title, _BOLD)]
            for citation in answer.citations:
                spans += _source(citation, answer.locale)
    return split(spans, limit) or [[Span("…")]]


def format_draft(text: str, citations: Sequence[Citation], *, limit: int = MAX_UNITS) -> list[Span]:
    """Return the end of an unfinished answer, as much as fits into one message."""
    parts = split(markdown.to_spans(text, _links(citations)), limit)
    return parts[-1] if parts else []


def _links(citations: Sequence[Citation]) -> dict[int, str]:
    return {citation.number: citation.url for citation in citations}


def _source(citation: Citation, reader_language: str) -> list[Span]:
    """Return a source as one line: number, linked title, heading, page and language."""
    known = markdown.linkable(citation.url)
    notes = [citation.heading[:_LONGEST_HEADING]] if citation.heading != citation.title else []
    if citation.page is not None:
        notes.append(_("p. %(page)s") % {"page": citation.page})
    if citation.locale and citation.locale != reader_language:
        notes.append(_("in %(language)s") % {"language": language_name(citation.locale)})
    if citation.stale:
        notes.append(_("the translation is older than the original"))
    if citation.machine:
        notes.append(_("translated by a machine, not yet checked"))
    spans = [
        Span(f"\n{citation.number}. "),
        Span(_one_line(citation.title) or citation.url, url=citation.url if known else ""),
    ]
    spans += [Span(f" · {_one_line(note)}", _ITALIC) for note in notes if note]
    if not known:
        spans.append(Span(f"\n{citation.url}"))
    return spans


def _one_line(text: str) -> str:
    return " ".join(text.split())
