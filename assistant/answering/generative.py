"""Answers worded by a language model from numbered passages, streamed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import translation

from assistant.answering.citations import MARKER
from assistant.answering.turns import Asked
from assistant.conf import settings
from assistant.exceptions import ProviderUnavailable
from assistant.found import Found
from assistant.languages import language_name

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

#: What the prompt tells the model to write where the passages do not answer.
NO_ANSWER = "NONE"

_PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


@lru_cache
def _prompt(name: str) -> str:
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8")


async def write(model: BaseChatModel, asked: Asked, found: Sequence[Found]) -> AsyncIterator[str]:
    """The model's answer in the asker's language, as it comes. Raises ProviderUnavailable."""
    messages = {
        "language": _english_name(asked.locale),
        "passages": "\n\n".join(_passage(number, item) for number, item in enumerate(found, 1)),
        "question": asked.question,
        "searched": asked.searched,
    }
    async for text in _stream(model, "answer", messages):
        yield text


async def rewrite(model: BaseChatModel, asked: Asked) -> str:
    """A follow-up as a question that stands alone. Raises ProviderUnavailable."""
    earlier = "\n".join(f"- {question}" for question in asked.previous)
    values = {"earlier": earlier, "question": asked.question}
    text = "".join([part async for part in _stream(model, "follow_up", values)])
    return " ".join(text.split())


def declines(text: str) -> bool:
    """Whether the text is, or may still become, the word for having no answer."""
    return NO_ANSWER.startswith(text.strip(" .*\n")[: len(NO_ANSWER) + 1])


def is_grounded(text: str) -> bool:
    """Whether the text says something and cites a passage for it."""
    return bool(MARKER.search(text)) and any(char.isalnum() for char in MARKER.sub("", text))


async def _stream(model: BaseChatModel, prompt: str, values: dict[str, str]) -> AsyncIterator[str]:
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate

    system, human = _prompt(prompt).split("\n---\n")
    template = ChatPromptTemplate.from_messages([("system", system), ("human", human)])
    stream = aiter((template | model | StrOutputParser()).astream(values))
    while True:
        try:
            async with asyncio.timeout(settings.llm_timeout):
                text = await anext(stream)
        except StopAsyncIteration:
            return
        except Exception as error:
            # Each provider package raises its own errors; to us they all mean "not now".
            raise ProviderUnavailable("The language model does not answer.") from error
        if text:
            yield text


def _passage(number: int, item: Found) -> str:
    """A passage as the model sees it: fenced, so that its text can't pass for instructions."""
    where = " › ".join(part for part in (item.source.title, item.passage.heading) if part)
    where = _without_fences(where).replace('"', "'")
    text = _without_fences(item.passage.text)
    return f'<passage number="{number}" from="{where}">\n{text}\n</passage>'


def _without_fences(text: str) -> str:
    # Escaped, not taken out: what stands around a gap could make a fence again.
    return re.sub(r"<(?=\s*/?\s*passage)", "&lt;", text, flags=re.IGNORECASE)


def _english_name(locale: str) -> str:
    with translation.override("en"):
        return language_name(locale)
