"""A question's life: validated, made to stand alone, searched, judged, worded, kept."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import numpy as np
from asgiref.sync import async_to_sync, sync_to_async
from django.utils import translation
from django.utils.translation import gettext as _

from assistant.answering import beforehand, extractive, followup, generative
from assistant.answering.citations import cite, drop_unknown_markers, renumber
from assistant.answering.evidence import is_enough
from assistant.answering.turns import Asked, begin, finish, withdrawn
from assistant.conf import settings
from assistant.exceptions import ProviderError
from assistant.found import Found
from assistant.models import Source
from assistant.providers import chat_model
from assistant.retrieval import embed, results, retrieve
from assistant.types import Answer, Citation, Event, Finished, SourcesFound, Status, TextDelta
from assistant.visibility import visible_sources

logger = logging.getLogger(__name__)

#: Pages and passages of each that an answer may cite, and pages offered where there is no answer.
_PAGES, _PER_PAGE, _CITABLE, _OFFERED = 5, 3, 10, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prepared:
    """Everything known before the wording: either enough passages, or the nearest pages."""

    asked: Asked
    found: tuple[Found, ...]
    citations: tuple[Citation, ...]
    enough: bool
    vector: np.ndarray | None


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
    asked = await sync_to_async(begin)(question, locale, conversation, channel)
    given = locale not in {None, "auto"}
    asked, reply = await sync_to_async(beforehand.consider)(asked, locale_given=given)
    if reply is not None:
        yield SourcesFound(citations=reply.citations)
        yield TextDelta(text=reply.text)
        yield Finished(answer=await sync_to_async(beforehand.conclude)(asked, reply))
        return
    prepared = await _prepare(asked)
    yield SourcesFound(citations=prepared.citations)
    status: Status = "unanswered"
    if not prepared.enough:
        text = await sync_to_async(_nothing_found)(prepared)
        yield TextDelta(text=text)
    else:
        status, text, shown = "answered", "", ""
        try:
            async for delta in _generated(prepared):
                text += delta
                if not generative.declines(text):
                    yield TextDelta(text=text[len(shown) :])
                    shown = text
        except ProviderError as error:
            # One line: an outage shows at every question, and its trace says no more.
            cause = type(error.__cause__ or error).__name__
            logger.warning("The language model failed (%s); answering without it.", cause)
            text = ""
        text = drop_unknown_markers(text, len(prepared.citations))
        if text.strip() and generative.declines(text):
            prepared = await sync_to_async(_offering)(prepared)
            status, text = "unanswered", await sync_to_async(_nothing_found)(prepared)
            yield TextDelta(text=text)
        elif not generative.is_grounded(text):
            text = await sync_to_async(_extracted)(prepared)
            yield TextDelta(text=text)
    yield Finished(answer=await sync_to_async(_finish)(prepared, status, text))


async def _prepare(asked: Asked) -> _Prepared:
    searched = await followup.stand_alone(asked)
    return await sync_to_async(_search)(replace(asked, searched=searched))


def _search(asked: Asked) -> _Prepared:
    retrieved = retrieve(asked.searched, asked.locale, groups=_PAGES, per_group=_PER_PAGE)
    enough = is_enough(retrieved)
    if not enough and asked.previous and asked.searched == asked.question:
        # Too little alone: perhaps it leaves out what the last question named.
        joined = followup.joined(asked)
        wider = retrieve(joined, asked.locale, groups=_PAGES, per_group=_PER_PAGE)
        if is_enough(wider):
            asked, retrieved, enough = replace(asked, searched=joined), wider, True
    found = retrieved.found[:_CITABLE]
    prepared = _Prepared(
        asked=asked,
        found=found,
        citations=cite(results(found)),
        enough=enough,
        vector=_sought(asked, retrieved.vector),
    )
    return prepared if enough else _offering(prepared)


def _sought(asked: Asked, vector: np.ndarray | None) -> np.ndarray | None:
    """What a sentence is compared with: a follow-up counts as much as what it follows."""
    alone = None if vector is None or asked.searched == asked.question else embed(asked.question)
    if vector is None or alone is None:
        return vector
    both: np.ndarray = vector + alone
    return both / np.linalg.norm(both)


def _offering(prepared: _Prepared) -> _Prepared:
    """The same with the nearest pages only, to be offered where there is no answer."""
    first = {item.group: item for item in reversed(prepared.found)}
    found = tuple(item for item in prepared.found if first[item.group] is item)[:_OFFERED]
    return replace(prepared, found=found, citations=cite(results(found)), enough=False)


async def _generated(prepared: _Prepared) -> AsyncIterator[str]:
    """The model's words as they come; nothing where no model is set. Raises ProviderError."""
    if not settings.llm:
        return
    model = await sync_to_async(chat_model)()
    if model is not None:
        async for delta in generative.write(model, prepared.asked, prepared.found):
            yield delta


def _extracted(prepared: _Prepared) -> str:
    with translation.override(prepared.asked.locale):
        return extractive.compose(prepared.asked, prepared.found, prepared.vector)


def _nothing_found(prepared: _Prepared) -> str:
    with translation.override(prepared.asked.locale):
        text = _("I found no answer to this in what this site has published.")
        if prepared.citations:
            text += " " + _("These pages come nearest to your question.")
        return text


def _finish(prepared: _Prepared, status: Status, text: str) -> Answer:
    """Check once more that everything quoted is public, then keep and return the answer."""
    citations: tuple[Citation, ...] = prepared.citations
    if status == "answered":
        text, citations = renumber(text, citations)
    used = {item.source.pk for item in prepared.found}
    public = set(visible_sources(used).values_list("pk", flat=True))
    if used - public:
        # Something was withdrawn while the answer was being written: none of it is shown.
        status, citations = "unanswered", ()
        text = withdrawn(prepared.asked.locale)
        used = public
    return finish(
        prepared.asked,
        status=status,
        text=text,
        citations=citations,
        sources=Source.objects.filter(pk__in=used),
    )
