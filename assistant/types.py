"""The nouns of the assistant, passed between its modules and handed to channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Curated: the editors' own answer. Small talk is answered, without a citation.
Status = Literal["answered", "curated", "unanswered"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a page or document: its heading path and text, and where to open it."""

    heading: str = ""
    text: str
    anchor: str = ""
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PassageText:
    """A slice of a section as it will be stored, embedded and cited."""

    heading: str
    text: str
    anchor: str = ""
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A passage found for a question; `score` orders the results of one search, no more."""

    passage: int
    source: int
    title: str
    url: str
    locale: str
    heading: str
    page: int | None
    text: str
    stale: bool
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A numbered reference from an answer to a passage; `url` is absolute and opens the place."""

    number: int
    title: str
    url: str
    locale: str
    heading: str
    page: int | None
    excerpt: str
    stale: bool
    #: The page's or document's row in the ledger, for those who judge answers; not for readers.
    source: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a channel shows: Markdown text with `[1]` markers, and the citations they point to.

    `notice` is a sentence to the reader about the answer, in their language; mostly there is none.
    """

    id: str
    conversation: str
    status: Status
    text: str
    locale: str
    citations: tuple[Citation, ...]
    notice: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourcesFound:
    """First event of a stream: the passages that the answer may cite."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextDelta:
    """The next piece of the answer's Markdown."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """Last event of a stream: the whole checked answer, which replaces what was streamed."""

    answer: Answer


Event = SourcesFound | TextDelta | Finished
