"""A question's life: validated, searched, judged, worded, kept."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from asgiref.sync import async_to_sync, sync_to_async
from django.utils import translation
from django.utils.translation import gettext as _

from assistant.access import visible_ids
from assistant.answering import composition, shortcuts, turns
from assistant.answering.citations import renumber
from assistant.answering.preparation import Prepared, offering, prepare
from assistant.answering.turns import Asked, finish, withdrawn
from assistant.retrieval import prefetch
from assistant.types import Answer, Citation, Event, Finished, SourcesFound, Status, TextDelta


def answer(
    question: str,
    *,
    locale: str | None = None,
    conversation: str | None = None,
    channel: str = "api",
) -> Answer:
    """Answer a question. `locale` None or "auto": in the question's own language.

    Raises InvalidQuestion, whose text is for the asker, and ProviderError where nothing can be
    searched. A chat model that fails costs its wording, not the answer.
    """
    return async_to_sync(aanswer)(
        question, locale=locale, conversation=conversation, channel=channel
    )


async def aanswer(
    question: str,
    *,
    locale: str | None = None,
    conversation: str | None = None,
    channel: str = "api",
) -> Answer:
    """`answer`, for async callers."""
    events = astream(question, locale=locale, conversation=conversation, channel=channel)
    async for event in events:
        if isinstance(event, Finished):
            return event.answer
    raise AssertionError("A stream ends with Finished.")


async def astream(
    question: str,
    *,
    locale: str | None = None,
    conversation: str | None = None,
    channel: str = "api",
) -> AsyncIterator[Event]:
    """Answer a question piece by piece: SourcesFound, then TextDelta, then Finished.

    Finished holds the checked answer, which replaces what was streamed. Raises like `answer`.
    """
    asked = await sync_to_async(turns.open_turn)(question, locale, conversation, channel)
    async with aclosing(astream_asked(asked)) as events:
        async for event in events:
            yield event


def accept_question(
    question: str, locale: str | None, conversation: str | None, channel: str
) -> Asked:
    """Check what was asked, for `astream_asked`; raises InvalidQuestion in the asker's language."""
    asked = turns.open_turn(question, locale, conversation, channel)
    # Whatever stands between this and the answer need not be waited for.
    prefetch(asked.question)
    return asked


async def astream_asked(asked: Asked) -> AsyncGenerator[Event, None]:
    """`astream`, for callers who had to know beforehand that the question can be answered."""
    considered = await sync_to_async(shortcuts.consider)(asked)
    asked, reply = considered.asked, considered.reply
    if reply is not None:
        yield SourcesFound(citations=reply.citations)
        yield TextDelta(text=reply.text)
        yield Finished(answer=await sync_to_async(shortcuts.conclude)(asked, reply))
        return
    prepared = await prepare(asked, considered.pending)
    yield SourcesFound(citations=prepared.citations)
    status: Status = "unanswered"
    text = notice = ""
    if prepared.enough:
        pieces = composition.word(prepared.asked, prepared.found, prepared.vector)
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, TextDelta):
                    yield piece
                elif piece.declined:
                    prepared = await sync_to_async(offering)(prepared)
                else:
                    status, text, notice = "answered", piece.text, piece.notice
    if status == "unanswered":
        text = await sync_to_async(_nothing_found)(prepared)
        yield TextDelta(text=text)
    yield Finished(answer=await sync_to_async(_finish)(prepared, status, text, notice))


def _nothing_found(prepared: Prepared) -> str:
    with translation.override(prepared.asked.locale):
        text = _("I found no answer to this in what this site has published.")
        if prepared.citations:
            text += " " + _("These pages come nearest to your question.")
        return text


def _finish(prepared: Prepared, status: Status, text: str, notice: str) -> Answer:
    """Check once more that everything quoted is public, then keep and return the answer."""
    citations: tuple[Citation, ...] = prepared.citations
    if status == "answered":
        text, citations = renumber(text, citations)
    used = {item.source.pk for item in prepared.found}
    public = visible_ids(used)
    if used - public:
        # Something was withdrawn while the answer was being written: none of it is shown.
        status, citations, notice = "unanswered", (), ""
        text = withdrawn(prepared.asked.locale)
        used = public
    return finish(
        prepared.asked,
        status=status,
        text=text,
        notice=notice,
        citations=citations,
        sources=used,
    )
