"""Takes a question from its check through search and answer to the stored turn."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from asgiref.sync import async_to_sync, sync_to_async
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assistant.access import visible_ids
from assistant.answering import composition, shortcuts, turns
from assistant.answering.citations import renumber
from assistant.answering.extractive import nearest
from assistant.answering.preparation import Evidence, gather_evidence, with_nearest_pages
from assistant.answering.turns import AcceptedQuestion, store_turn, withdrawn_text
from assistant.answering.wanted_words import says_everything
from assistant.conf import settings
from assistant.retrieval import prefetch
from assistant.types import Answer, Citation, Event, Finished, SourcesFound, Status, TextDelta

#: What an answer begins with where nothing that is published answers.
NOTHING_FOUND = gettext_noop("I found no answer to this in what this site has published.")


def answer(
    question: str,
    *,
    locale: str | None = None,
    conversation: str | None = None,
    channel: str = "api",
    page: str | None = None,
) -> Answer:
    """Answer a question, in the language `locale`; None or "auto" means the question's own.

    `page` is the address of the page on which it is asked, which may say what it is about.
    Raises InvalidQuestion, whose text is for the asker, and ProviderError if nothing can be
    searched. If the language model fails, the answer consists of quotations.
    """
    return async_to_sync(aanswer)(
        question, locale=locale, conversation=conversation, channel=channel, page=page
    )


async def aanswer(
    question: str,
    *,
    locale: str | None = None,
    conversation: str | None = None,
    channel: str = "api",
    page: str | None = None,
) -> Answer:
    """Answer a question as `answer` does, for async callers."""
    events = astream(question, locale=locale, conversation=conversation, channel=channel, page=page)
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
    page: str | None = None,
) -> AsyncIterator[Event]:
    """Answer a question piece by piece: SourcesFound, then TextDelta, then Finished.

    Finished has the checked answer, which replaces what was streamed. Raises what `answer` does.
    """
    accepted = await sync_to_async(turns.validate_question)(
        question, locale, conversation, channel, page
    )
    async with aclosing(astream_accepted(accepted)) as events:
        async for event in events:
            yield event


def accept_question(
    question: str,
    locale: str | None,
    conversation: str | None,
    channel: str,
    page: str | None = None,
) -> AcceptedQuestion:
    """Check a question, so that `astream_accepted` can answer it.

    Raises InvalidQuestion, with a text in the asker's language.
    """
    accepted = turns.validate_question(question, locale, conversation, channel, page)
    # The question is embedded in another thread until the vector is needed.
    prefetch(accepted.question)
    return accepted


async def astream_accepted(accepted: AcceptedQuestion) -> AsyncGenerator[Event, None]:
    """Answer a checked question piece by piece, as `astream` does.

    For callers who must know beforehand whether the question is valid.
    """
    shortcut = await sync_to_async(shortcuts.find_direct_answer)(accepted)
    accepted, direct = shortcut.accepted, shortcut.reply
    if direct is None:
        evidence = await gather_evidence(accepted, shortcut.pending)
        if shortcut.otherwise is not None and not _answers_in_language(evidence):
            direct = shortcut.otherwise
    if direct is not None:
        yield SourcesFound(citations=direct.citations)
        yield TextDelta(text=direct.text)
        yield Finished(answer=await sync_to_async(shortcuts.store_direct_answer)(accepted, direct))
        return
    yield SourcesFound(citations=evidence.citations)
    status: Status = "unanswered"
    text = notice = quoted = ""
    by_model = False
    if evidence.verdict == "sure" or (evidence.verdict == "near" and settings.llm):
        pieces = composition.compose_answer(
            evidence.accepted, evidence.hits, evidence.vector, sure=evidence.verdict == "sure"
        )
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, TextDelta):
                    yield piece
                else:
                    by_model, notice = piece.by_model, piece.notice
                    if not piece.declined:
                        status, text = "answered", piece.text
    if (
        status == "answered"
        and not settings.llm
        and not await sync_to_async(_says_everything)(evidence, text)
    ):
        status, quoted = "unanswered", text
    if status == "unanswered" and evidence.verdict != "nothing" and not by_model:
        text = await sync_to_async(_nearest_quotes)(evidence, quoted)
        if text:
            status = "nearest"
            yield TextDelta(text=text)
    if status == "unanswered":
        notice = ""
        evidence = await sync_to_async(with_nearest_pages)(evidence)
        text = await sync_to_async(_nothing_found)(evidence)
        yield TextDelta(text=text)
    yield Finished(answer=await sync_to_async(_finish)(evidence, status, text, notice))


def _says_everything(evidence: Evidence, text: str) -> bool:
    """Return whether the quotations have what the question is about, if that is not certain."""
    cited = renumber(text, evidence.citations)[1]
    return says_everything(evidence.accepted.question, text, cited, may_lack_words=evidence.certain)


def _nearest_quotes(evidence: Evidence, quoted: str) -> str:
    with translation.override(evidence.accepted.locale):
        return nearest.compose_nearest(evidence.accepted, evidence.hits, evidence.vector, quoted)


def _answers_in_language(evidence: Evidence) -> bool:
    """Return whether the best page that answers is in the reader's language."""
    best = evidence.hits[0].source.locale if evidence.verdict == "sure" else ""
    return best == evidence.accepted.locale


def _nothing_found(evidence: Evidence) -> str:
    with translation.override(evidence.accepted.locale):
        text = _(NOTHING_FOUND)
        if evidence.citations:
            text += " " + _("These pages come nearest to your question.")
        return text


def _finish(evidence: Evidence, status: Status, text: str, notice: str) -> Answer:
    """Check once more that all sources are public, then store the turn and return the answer."""
    citations: tuple[Citation, ...] = evidence.citations
    if status in {"answered", "nearest"}:
        text, citations = renumber(text, citations)
    used = {item.source.pk for item in evidence.hits}
    public = visible_ids(used)
    if used - public:
        # Something was withdrawn while the answer was being written: none of it is shown.
        status, citations, notice = "unanswered", (), ""
        text = withdrawn_text(evidence.accepted.locale)
        used = public
    # A follow-up without an answer is not leaned on: the next one goes back to what was answered.
    forgotten = status == "unanswered" and evidence.leans
    return store_turn(
        replace(evidence.accepted, searched="" if forgotten else evidence.completed),
        status=status,
        text=text,
        notice=notice,
        citations=citations,
        sources=used,
    )
