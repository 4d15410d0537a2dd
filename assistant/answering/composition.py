"""Writes the answer: the language model does and its text is checked, or passages are quoted.

Owns which text of a model may be shown. Refuses to know how passages are found.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import numpy as np
from asgiref.sync import sync_to_async
from django.utils import translation
from django.utils.translation import gettext as _

from assistant import llm
from assistant.answering import generative, groundedness
from assistant.answering.extractive import composer
from assistant.answering.sanitizer import Sanitizer
from assistant.answering.turns import AcceptedQuestion
from assistant.conf import settings
from assistant.exceptions import ProviderError, ProviderUnavailable
from assistant.retrieval import Hit
from assistant.text import detect_language
from assistant.types import TextDelta

logger = logging.getLogger(__name__)

#: The least number of letters with which a text is rejected for its language.
_LETTERS_NEEDED = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class ComposedAnswer:
    """The finished text of an answer, which replaces what was streamed, with a notice to readers.

    `declined` says that there is no text, because the model found no answer in the passages, or
    because no quotation has what the question asks for; `by_model` says that it was the model.
    """

    text: str = ""
    notice: str = ""
    declined: bool = False
    by_model: bool = False


class _Rejected(Exception):
    """The model's text is rejected. The message says why, without repeating any of the text."""


async def compose_answer(
    accepted: AcceptedQuestion,
    hits: Sequence[Hit],
    vector: np.ndarray | None,
    *,
    sure: bool = True,
) -> AsyncGenerator[TextDelta | ComposedAnswer]:
    """Yield the answer piece by piece as it is written, and last the whole, checked.

    `hits` has at least one passage. If it is not `sure` that they answer, only a model can say so.
    `vector` is the embedding of the searched question, float32, shape (dimensions,), or None while
    the embedding model is down.
    """
    notice = ""
    if settings.llm:
        try:
            if llm.breaker.is_open:
                raise _ModelPaused
            async with aclosing(_stream_model_answer(accepted, hits)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        except _ModelPaused:
            notice = _failure_notice(accepted)
        except ProviderError as error:
            # Without a traceback, since an outage is logged at every question.
            cause = type(error.__cause__ or error).__name__
            logger.warning("The language model failed (%s); answering without it.", cause)
            llm.record("failed")
            notice = _failure_notice(accepted)
        except _Rejected as reason:
            logger.warning("A language model's answer is not shown (%s); quoting instead.", reason)
            llm.record("refused")
            notice = _rejection_notice(accepted)
    text = await sync_to_async(_quote)(accepted, hits, vector) if sure else ""
    if not text:
        yield ComposedAnswer(declined=True, notice=notice)
        return
    yield TextDelta(text=text)
    yield ComposedAnswer(text=text, notice=notice)


class _ModelPaused(Exception):
    """The model failed a moment ago and is not asked again yet."""


async def _stream_model_answer(
    accepted: AcceptedQuestion, hits: Sequence[Hit]
) -> AsyncGenerator[TextDelta | ComposedAnswer]:
    """Yield the model's answer piece by piece, and last the whole.

    If it is in the wrong language, the model is asked once more. Raises ProviderError, and
    _NotBelieved for an answer that is rejected.
    """
    model = await sync_to_async(llm.chat_model)()
    if model is None:
        raise ProviderUnavailable("There is no language model.")
    passages = generative.passages_in_budget(hits)
    given = hits[: len(passages)]
    addresses = _PassageAddresses(given)
    text = shown = ""
    for insist in (False, True):
        text = shown = ""
        sanitizer = Sanitizer(len(given), addresses.contains)
        foreign = False
        async with aclosing(
            generative.stream_answer(model, accepted, passages, insist=insist)
        ) as deltas:
            async for delta in deltas:
                text += sanitizer.feed(delta)
                _reject_runaway(text)
                foreign = _is_foreign(text, accepted.locale)
                if foreign:
                    break
                # A second attempt is not streamed, as readers would see it behind the first.
                if not insist and not generative.declines(text) and len(text) > len(shown):
                    yield TextDelta(text=text[len(shown) :])
                    shown = text
        text += sanitizer.end()
        if not foreign and not _is_foreign(text, accepted.locale):
            break
    else:
        raise _Rejected("it is in another language")
    if text.strip() and generative.declines(text):
        llm.record("worded")
        yield ComposedAnswer(declined=True, by_model=True)
        return
    _reject_runaway(text)
    if not text.strip():
        raise _Rejected("it says nothing")
    if not generative.has_citations(text):
        raise _Rejected("it cites nothing")
    if missing_part := await sync_to_async(groundedness.unsupported)(text, given, accepted.locale):
        raise _Rejected(f"unsupported: {missing_part}")
    if not insist and len(text) > len(shown):
        yield TextDelta(text=text[len(shown) :])
    llm.record("worded")
    yield ComposedAnswer(text=text)


def _reject_runaway(text: str) -> None:
    """Raise _NotBelieved for text that repeats itself, the prompt, or is far too long."""
    if generative.is_runaway(text):
        raise _Rejected("it runs on")
    if generative.repeats_prompt(text):
        raise _Rejected("it repeats the prompt")


def _is_foreign(text: str, locale: str) -> bool:
    """Return whether the text is certainly in another of the site's languages."""
    plain = groundedness.plain_text(re.sub(r"\[\d+\]", " ", text))
    if sum(char.isalpha() for char in plain) < _letters_needed(plain):
        return False
    language = detect_language(plain)
    return language is not None and language.split("-")[0] != locale.split("-")[0]


def _letters_needed(text: str) -> int:
    """Return how many letters the text needs before its language is certain."""
    # Fewer in a script without spaces, which identifies the language.
    return _LETTERS_NEEDED if text.isascii() or text[:200].count(" ") > 3 else _LETTERS_NEEDED // 3


class _PassageAddresses:
    """The web addresses in the cited passages, which an answer may repeat as text."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._text = "\n".join(item.passage.text for item in hits)

    def contains(self, address: str) -> bool:
        """Return whether one of the passages has exactly this address."""
        return re.search(rf"(?<![\w.@/-]){re.escape(address)}(?![\w/-])", self._text) is not None


def _quote(accepted: AcceptedQuestion, hits: Sequence[Hit], vector: np.ndarray | None) -> str:
    with translation.override(accepted.locale):
        return composer.compose_quotations(accepted, hits, vector)


def _failure_notice(accepted: AcceptedQuestion) -> str:
    with translation.override(accepted.locale):
        return _("The language model did not answer. These are quotations from the site.")


def _rejection_notice(accepted: AcceptedQuestion) -> str:
    with translation.override(accepted.locale):
        return _(
            "The language model's answer could not be verified. These are quotations from the site."
        )
