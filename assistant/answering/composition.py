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
from assistant.answering.sanitizer import Cleaner
from assistant.answering.turns import Asked
from assistant.conf import settings
from assistant.exceptions import ProviderError, ProviderUnavailable
from assistant.retrieval import Hit
from assistant.text import detect_language
from assistant.types import TextDelta

logger = logging.getLogger(__name__)

#: The least number of letters with which a text is rejected for its language.
_TELLING = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Worded:
    """The finished text of an answer, which replaces what was streamed, with a notice to readers.

    `declined` says that there is no text, because the model found no answer in the passages, or
    because no quotation has what the question asks for.
    """

    text: str = ""
    notice: str = ""
    declined: bool = False


class _NotBelieved(Exception):
    """The model's text is rejected. The message says why, without repeating any of the text."""


async def word(
    asked: Asked, found: Sequence[Hit], vector: np.ndarray | None
) -> AsyncGenerator[TextDelta | Worded]:
    """Yield the answer piece by piece as it is written, and last the whole, checked.

    `found` has at least one passage. `vector` is the embedding of the searched question, float32,
    shape (dimensions,), or None while the embedding model is down.
    """
    notice = ""
    if settings.llm:
        try:
            if llm.breaker.is_open:
                raise _Resting
            async with aclosing(_generated(asked, found)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        except _Resting:
            notice = _failed(asked)
        except ProviderError as error:
            # Without a traceback, since an outage is logged at every question.
            cause = type(error.__cause__ or error).__name__
            logger.warning("The language model failed (%s); answering without it.", cause)
            llm.record("failed")
            notice = _failed(asked)
        except _NotBelieved as reason:
            logger.warning("A language model's answer is not shown (%s); quoting instead.", reason)
            llm.record("refused")
            notice = _refused(asked)
    text = await sync_to_async(_extracted)(asked, found, vector)
    if not text:
        yield Worded(declined=True)
        return
    yield TextDelta(text=text)
    yield Worded(text=text, notice=notice)


class _Resting(Exception):
    """The model failed a moment ago and is not asked again yet."""


async def _generated(asked: Asked, found: Sequence[Hit]) -> AsyncGenerator[TextDelta | Worded]:
    """Yield the model's answer piece by piece, and last the whole.

    If it is in the wrong language, the model is asked once more. Raises ProviderError, and
    _NotBelieved for an answer that is rejected.
    """
    model = await sync_to_async(llm.chat_model)()
    if model is None:
        raise ProviderUnavailable("There is no language model.")
    passages = generative.fitting(found)
    given = found[: len(passages)]
    addresses = _Addresses(given)
    text = shown = ""
    for insist in (False, True):
        text = shown = ""
        cleaner = Cleaner(len(given), addresses.stands)
        foreign = False
        async with aclosing(generative.write(model, asked, passages, insist=insist)) as deltas:
            async for delta in deltas:
                text += cleaner.feed(delta)
                _stop(text)
                foreign = _is_foreign(text, asked.locale)
                if foreign:
                    break
                # A second attempt is not streamed, as readers would see it behind the first.
                if not insist and not generative.declines(text) and len(text) > len(shown):
                    yield TextDelta(text=text[len(shown) :])
                    shown = text
        text += cleaner.end()
        if not foreign and not _is_foreign(text, asked.locale):
            break
    else:
        raise _NotBelieved("it is in another language")
    if text.strip() and generative.declines(text):
        llm.record("worded")
        yield Worded(declined=True)
        return
    _stop(text)
    if not text.strip():
        raise _NotBelieved("it says nothing")
    if not generative.is_grounded(text):
        raise _NotBelieved("it cites nothing")
    if lack := await sync_to_async(groundedness.unsupported)(text, given, asked.locale):
        raise _NotBelieved(f"unsupported: {lack}")
    if not insist and len(text) > len(shown):
        yield TextDelta(text=text[len(shown) :])
    llm.record("worded")
    yield Worded(text=text)


def _stop(text: str) -> None:
    """Raise _NotBelieved for text that repeats itself, the prompt, or is far too long."""
    if generative.runs_on(text):
        raise _NotBelieved("it runs on")
    if generative.gives_away(text):
        raise _NotBelieved("it repeats the prompt")


def _is_foreign(text: str, locale: str) -> bool:
    """Return whether the text is certainly in another of the site's languages."""
    said = groundedness.plain(re.sub(r"\[\d+\]", " ", text))
    if sum(char.isalpha() for char in said) < _telling(said):
        return False
    language = detect_language(said)
    return language is not None and language.split("-")[0] != locale.split("-")[0]


def _telling(text: str) -> int:
    """Return how many letters the text needs before its language is certain."""
    # Fewer in a script without spaces, which identifies the language.
    return _TELLING if text.isascii() or text[:200].count(" ") > 3 else _TELLING // 3


class _Addresses:
    """The web addresses in the cited passages, which an answer may repeat as text."""

    def __init__(self, found: Sequence[Hit]) -> None:
        self._text = "\n".join(item.passage.text for item in found)

    def stands(self, address: str) -> bool:
        """Return whether one of the passages has exactly this address."""
        return re.search(rf"(?<![\w.@/-]){re.escape(address)}(?![\w/-])", self._text) is not None


def _extracted(asked: Asked, found: Sequence[Hit], vector: np.ndarray | None) -> str:
    with translation.override(asked.locale):
        return composer.compose(asked, found, vector)


def _failed(asked: Asked) -> str:
    with translation.override(asked.locale):
        return _("The language model did not answer. These are quotations from the site.")


def _refused(asked: Asked) -> str:
    with translation.override(asked.locale):
        return _(
            "The language model's answer could not be verified. These are quotations from the site."
        )
