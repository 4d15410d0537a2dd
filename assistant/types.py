"""The data types of the assistant, which its modules pass to each other and to channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: "curated" is the editors' own answer. A reply to small talk is "answered", without citations.
#: "nearest" quotes what comes nearest and says that it may not be the answer.
Status = Literal["answered", "curated", "nearest", "unanswered"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a page or document: its heading path, its text, and the anchor or page to open."""

    heading: str = ""
    text: str
    anchor: str = ""
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PassageText:
    """A slice of a section, as it is stored, embedded and cited."""

    heading: str
    text: str
    anchor: str = ""
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A passage found for a question; scores can be compared only within one search."""

    passage: int
    source: int
    title: str
    url: str
    locale: str
    heading: str
    page: int | None
    text: str
    #: Whether the page is a translation that is older than its original, and whether it shows
    #: machine translation that nobody has checked.
    stale: bool
    machine: bool = False
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A numbered reference from an answer to a passage; `url` is absolute and opens it there."""

    number: int
    title: str
    url: str
    locale: str
    heading: str
    page: int | None
    excerpt: str
    stale: bool
    machine: bool = False
    #: The key of the source's row in the ledger, for the evaluation; it is not shown to readers.
    source: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A page that an answer lists or states facts of; `url` is absolute.

    `facts` are its facts as (label, value), in the reader's language.
    """

    title: str
    url: str
    locale: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a channel shows: Markdown text with `[1]` markers, and the citations they refer to.

    `items` are the pages that an answer from the site's fields lists, for channels that show cards.
    `notice` is a sentence to the reader about the answer, in the reader's language; often empty.
    """

    id: str
    conversation: str
    status: Status
    text: str
    locale: str
    citations: tuple[Citation, ...]
    notice: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SourcesFound:
    """The first event of a stream: the passages that the answer may cite."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextDelta:
    """An event with the next piece of the answer's Markdown."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The last event of a stream: the whole checked answer, which replaces the streamed text."""

    answer: Answer


Event = SourcesFound | TextDelta | Finished
