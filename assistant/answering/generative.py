"""What a language model is asked, within a budget, and its words as they come, within a time."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import translation

from assistant.answering.citations import MARKER
from assistant.answering.sanitizer import visible
from assistant.answering.turns import Asked
from assistant.conf import settings
from assistant.exceptions import ProviderUnavailable
from assistant.index import weighted_length
from assistant.retrieval import Hit
from assistant.text import fold, language_name

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

#: What the prompt tells the model to write where the passages do not answer.
NO_ANSWER = "NONE"

#: Letters of an earlier question that a follow-up may lean on.
_EARLIER = 400
#: Letters that one token stands for at most, on average, in scripts of an alphabet: 4 in English by
#: the usual reckoning. What is longer than the tokens asked for comes from a model that does not
#: keep to them.
_LETTERS_A_TOKEN = 6
#: Letters that are repeated, and how often they stand in a text that goes round in circles.
_CIRCLE, _ROUNDS = 60, 4
#: Words in a row that only the prompt has.
_SHINGLE = 8

_PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


@lru_cache
def _prompt(name: str) -> str:
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8")


def fitting(found: Sequence[Hit]) -> list[str]:
    """The passages as the model sees them, best first, as many as `LLM_CONTEXT` has room for."""
    left = settings.llm_context
    blocks: list[str] = []
    for number, item in enumerate(found, 1):
        block = _passage(number, item)
        length = weighted_length(block)
        if length > left:
            if blocks:
                break
            block = _passage(number, item, room=left)
        blocks.append(block)
        left -= length
    return blocks


async def write(
    model: BaseChatModel, asked: Asked, passages: Sequence[str], *, insist: bool = False
) -> AsyncGenerator[str]:
    """The model's answer as it comes. Raises ProviderUnavailable.

    `insist` tells it once more in which language, where it wrote in another.
    """
    values = {
        "language": _english_name(asked.locale),
        "passages": "\n\n".join(passages),
        "question": _on_a_line(asked.question),
        "searched": _on_a_line(asked.searched),
        "again": _prompt("language").format(language=_english_name(asked.locale)) if insist else "",
    }
    async with aclosing(_stream(model, "answer", values, settings.llm_total_timeout)) as texts:
        async for text in texts:
            yield text


async def rewrite(model: BaseChatModel, asked: Asked) -> str:
    """A follow-up as a question that stands alone. Raises ProviderUnavailable."""
    earlier = "\n".join(f"- {_on_a_line(question)[-_EARLIER:]}" for question in asked.previous)
    values = {"earlier": earlier, "question": _on_a_line(asked.question)}
    text = ""
    async with aclosing(_stream(model, "follow_up", values, settings.llm_timeout)) as parts:
        async for part in parts:
            text += part
            if len(text) > 2 * settings.max_question_length:
                break
    return " ".join(re.sub(r"<think>.*?(?:</think>|$)", "", text, flags=re.DOTALL).split())


def declines(text: str) -> bool:
    """Whether the text is, or may still become, the word for having no answer."""
    return NO_ANSWER.startswith(text.strip(" .*\n")[: len(NO_ANSWER) + 1])


def is_grounded(text: str) -> bool:
    """Whether the text says something and cites a passage for it."""
    return bool(MARKER.search(text)) and any(char.isalnum() for char in MARKER.sub("", text))


def runs_on(text: str) -> bool:
    """Whether the text is longer than was asked for, or goes round in circles."""
    if weighted_length(text) > settings.llm_max_tokens * _LETTERS_A_TOKEN:
        return True
    end = text.rstrip()[-_CIRCLE:]
    return len(end) == _CIRCLE and text.count(end) >= _ROUNDS


def gives_away(text: str) -> bool:
    """Whether the text repeats the prompt's own rules."""
    words = re.findall(r"\w+", fold(text))
    rules = _rules()
    return any(tuple(words[i : i + _SHINGLE]) in rules for i in range(len(words) - _SHINGLE + 1))


@lru_cache
def _rules() -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", fold(_prompt("answer").split("\n---\n")[0]))
    return frozenset(tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


async def _stream(
    model: BaseChatModel, prompt: str, values: dict[str, str], total: float
) -> AsyncGenerator[str]:
    """The words of the answer to a prompt, within `total` seconds. Raises ProviderUnavailable."""
    from langchain_core.messages import HumanMessage, SystemMessage

    system, human = (part.format(**values).strip() for part in _prompt(prompt).split("\n---\n"))
    end = asyncio.get_running_loop().time() + total
    stream = aiter(model.astream([SystemMessage(system), HumanMessage(human)]))
    try:
        while True:
            try:
                left = end - asyncio.get_running_loop().time()
                async with asyncio.timeout(min(settings.llm_timeout, left)):
                    chunk = await anext(stream)
            except StopAsyncIteration:
                return
            except Exception as error:
                # Each provider package raises its own errors; to us they all mean "not now".
                raise ProviderUnavailable("The language model does not answer.") from error
            if text := _words(chunk.content):
                yield text
    finally:
        if close := getattr(stream, "aclose", None):
            await close()


def _words(content: object) -> str:
    """The text of a chunk: a string, or blocks, of which some are text and others thoughts."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(
        block if isinstance(block, str) else str(block.get("text") or "")
        for block in blocks
        if isinstance(block, str) or (isinstance(block, dict) and block.get("type") == "text")
    )


def _passage(number: int, item: Hit, room: int | None = None) -> str:
    """A passage as the model sees it: fenced, so that its text can't pass for instructions."""
    where = " › ".join(part for part in (item.source.title, item.passage.heading) if part)
    where = _without_fences(visible(where)).replace('"', "'").replace("\n", " ")
    text = _without_fences(visible(item.passage.text))
    if room is not None:
        text = _cut(text, room)
    return f'<passage number="{number}" from="{where}">\n{text}\n</passage>'


def _cut(text: str, room: int) -> str:
    length = 0
    for at, char in enumerate(text):
        length += weighted_length(char)
        if length > room:
            return text[:at]
    return text


def _without_fences(text: str) -> str:
    # Escaped, not taken out: what stands around a gap could make a fence again.
    return re.sub(
        r"[<＜﹤](?=\s*/?\s*(?:passage|question|system|think))", "&lt;", text, flags=re.IGNORECASE
    )


def _on_a_line(text: str) -> str:
    """A question as the model sees it: one line, so that none of it looks like a part of ours."""
    return _without_fences(" ".join(visible(text).split()))


def _english_name(locale: str) -> str:
    with translation.override("en"):
        return language_name(locale)
