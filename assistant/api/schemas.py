"""The schemas of requests and responses: the only place that spells the field names of the JSON."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, StrictBool
from pydantic_core import PydanticCustomError

from assistant.types import Answer, Citation, Item, Result

#: Largest number of passages that a search returns.
MAX_RESULTS = 50


def _storable(value: str) -> str:
    # A database refuses NUL, and a lone half of a surrogate pair can't be written as UTF-8.
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise PydanticCustomError("binary_text", "not text")
    return value


Text = Annotated[str, AfterValidator(_storable)]
Locale = Annotated[
    Text,
    Field(
        max_length=35,
        description="Language of the reader: one of the site's (`tr`), a regional variant "
        "(`fr-CA`), or `auto` to take the question's own.",
        examples=["tr"],
    ),
]


class AskIn(Schema):
    """A question."""

    question: Annotated[
        Text,
        Field(
            description="The question, of 2,000 characters at most unless the operator set another "
            "limit.",
            examples=["Which centres train teachers?"],
        ),
    ]
    locale: Locale = Field(
        "auto",
        description="Language of the reader: one of the site's (`tr`), a regional variant "
        "(`fr-CA`), or `auto`. A question that is certainly in another of the site's languages, by "
        "its script or by three words or more, is answered in its own.",
    )
    conversation: UUID | None = Field(
        None, description="The `conversation` of an earlier answer, to follow up on it."
    )
    page: Text | None = Field(
        None,
        description="Address of the page of this site on which the question is asked, so that "
        '"When does it start?" can be about that page. Any other address is ignored; none is kept.',
        examples=["https://hub.example/en/programmes/welding/"],
    )


class FeedbackIn(Schema):
    """Whether an answer helped."""

    id: UUID = Field(description="The `id` of the answer.")
    helpful: StrictBool


class SourceOut(Schema):
    """A passage that the answer rests on."""

    number: int = Field(description="The number in the answer's `[1]` markers.")
    title: str
    url: str = Field(description="Opens the page at the passage, or the PDF at its page.")
    locale: str = Field(description="Language of the page or document.")
    heading: str
    page: int | None = Field(description="Page of a PDF, counted from 1.")
    excerpt: str
    stale: bool = Field(description="The page is a translation that is older than its original.")
    machine: bool = Field(description="A machine translated the page, and nobody has checked it.")

    @classmethod
    def of(cls, citation: Citation) -> SourceOut:
        """Return the schema of a citation."""
        return cls(
            number=citation.number,
            title=citation.title,
            url=citation.url,
            locale=citation.locale,
            heading=citation.heading,
            page=citation.page,
            excerpt=citation.excerpt,
            stale=citation.stale,
            machine=citation.machine,
        )


class FactOut(Schema):
    """A fact of a page, as its fields say it."""

    label: str
    value: str


class ItemOut(Schema):
    """A page that the answer lists or states facts of."""

    title: str
    url: str
    locale: str = Field(description="Language of the page.")
    facts: list[FactOut]

    @classmethod
    def of(cls, item: Item) -> ItemOut:
        """Return the schema of an item."""
        return cls(
            title=item.title,
            url=item.url,
            locale=item.locale,
            facts=[FactOut(label=label, value=value) for label, value in item.facts],
        )


class AnswerOut(Schema):
    """A whole answer."""

    id: str
    conversation: str
    status: Literal["answered", "curated", "nearest", "unanswered"] = Field(
        description="`curated`: the editors of the site wrote this answer themselves. `answered` "
        "without sources is a reply to small talk, such as a greeting. `nearest`: it is not "
        "certain that anything published answers; the answer says so and quotes the nearest. "
        "`unanswered`: nothing that is published answers; the sources are the nearest pages."
    )
    answer: str = Field(description="Markdown; `[1]` refers to the source with that number.")
    locale: str
    sources: list[SourceOut]
    notice: str = Field(
        "",
        description="A sentence to show with the answer, such as that the language model did not "
        "answer and the site is quoted; in the reader's language, mostly empty.",
    )
    items: list[ItemOut] = Field(
        [],
        description="The pages that an answer from the site's own fields lists, with their facts, "
        "to show as cards; empty for all other answers.",
    )

    @classmethod
    def of(cls, answer: Answer) -> AnswerOut:
        """Return the schema of an answer."""
        return cls(
            id=answer.id,
            conversation=answer.conversation,
            status=answer.status,
            answer=answer.text,
            locale=answer.locale,
            sources=[SourceOut.of(citation) for citation in answer.citations],
            notice=answer.notice,
            items=[ItemOut.of(item) for item in answer.items],
        )


class PassageOut(Schema):
    """A passage found."""

    title: str
    url: str = Field(description="Opens the page at the passage, or the PDF at its page.")
    locale: str
    heading: str
    page: int | None
    text: str
    stale: bool
    machine: bool

    @classmethod
    def of(cls, result: Result) -> PassageOut:
        """Return the schema of a search result."""
        return cls(
            title=result.title,
            url=result.url,
            locale=result.locale,
            heading=result.heading,
            page=result.page,
            text=result.text,
            stale=result.stale,
            machine=result.machine,
        )


class SearchOut(Schema):
    """Passages for a question, best first."""

    query: str
    locale: str
    results: list[PassageOut]


class ProblemOut(Schema):
    """What went wrong, as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str = Field(description="A sentence that says what to do, in the reader's language.")
