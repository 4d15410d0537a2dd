"""The subject of a conversation: the page or document last cited, or else the page being read.

Owns how it is found, and that it is public at this moment. Refuses to know what is searched for.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.turns import AcceptedQuestion, first_cited_source
from assistant.retrieval import public_source, with_translations


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A public page or document: its title, and the ledger's keys of it and its translations."""

    title: str
    sources: frozenset[int]


def subject_of(accepted: AcceptedQuestion) -> Subject | None:
    """Return what the conversation is about, None if nothing, or nothing public, was cited.

    Before anything was, it is about the page on which the question is asked.
    """
    cited = first_cited_source(accepted.conversation) if accepted.previous else None
    return _subject(cited or accepted.page)


def sources_being_read(accepted: AcceptedQuestion) -> frozenset[int]:
    """Return the sources of the page on which the question is asked, if it is known and public."""
    page = _subject(accepted.page)
    return page.sources if page else frozenset()


def _subject(key: int | None) -> Subject | None:
    source = None if key is None else public_source(key)
    if source is None:
        return None
    return Subject(title=source.title, sources=with_translations(source))
