"""Prompts the language model within a budget of tokens, and streams its text within time limits."""

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
from assistant.answering.turns import AcceptedQuestion
from assistant.conf import settings
from assistant.exceptions import ProviderUnavailable
from assistant.index import weighted_length
from assistant.retrieval import Hit
from assistant.text import fold, language_name

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

#: What the prompt tells the model to write if the passages do not answer the question.
NO_ANSWER = "NONE"

#: Characters of each earlier question that the prompt for a follow-up has, from its end.
_EARLIER_CHARACTERS = 400
#: The largest plausible average of letters in a token, in alphabetic scripts; in English 4 is
#: usual. Longer text comes from a model that ignores the limit of tokens.
_LETTERS_PER_TOKEN = 6
#: A text whose last so many characters occur in it so often is repeating itself.
_LOOP_CHARACTERS, _LOOP_REPEATS = 60, 4
#: So many words in a row that are in the prompt's rules show that a text repeats the prompt.
_SHINGLE_WORDS = 8

_PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


@lru_cache
def _prompt(name: str) -> str:
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8")


def passages_in_budget(hits: Sequence[Hit]) -> list[str]:
    """Return as many passages, best first, as `LLM_CONTEXT` has room for, as the prompt shows them.

    The first is cut if it is too long by itself.
    """
    room = settings.llm_context
    blocks: list[str] = []
    for number, item in enumerate(hits, 1):
        block = _passage(number, item)
        length = weighted_length(block)
        if length > room:
            if blocks:
                break
            block = _passage(number, item, room=room)
        blocks.append(block)
        room -= length
    return blocks


async def stream_answer(
    model: BaseChatModel,
    accepted: AcceptedQuestion,
    passages: Sequence[str],
    *,
    insist: bool = False,
) -> AsyncGenerator[str]:
    """Yield the model's answer piece by piece. Raises ProviderUnavailable.

    `insist` repeats the language in the prompt, after an answer in the wrong one.
    """
    values = {
        "language": _english_name(accepted.locale),
        "passages": "\n\n".join(passages),
        "question": _on_one_line(accepted.question),
        "searched": _on_one_line(accepted.searched),
        "again": _prompt("language").format(language=_english_name(accepted.locale))
        if insist
        else "",
    }
    async with aclosing(_stream(model, "answer", values, settings.llm_total_timeout)) as texts:
        async for text in texts:
            yield text


async def rewrite_follow_up(model: BaseChatModel, accepted: AcceptedQuestion) -> str:
    """Return a follow-up rewritten to be understood alone. Raises ProviderUnavailable."""
    earlier = "\n".join(
        f"- {_on_one_line(question)[-_EARLIER_CHARACTERS:]}" for question in accepted.previous
    )
    values = {"earlier": earlier, "question": _on_one_line(accepted.question)}
    text = ""
    async with aclosing(_stream(model, "follow_up", values, settings.llm_timeout)) as parts:
        async for part in parts:
            text += part
            if len(text) > 2 * settings.max_question_length:
                break
    return " ".join(re.sub(r"<think>.*?(?:</think>|$)", "", text, flags=re.DOTALL).split())


def declines(text: str) -> bool:
    """Return whether the text is `NO_ANSWER`, or may still become it."""
    return NO_ANSWER.startswith(text.strip(" .*\n")[: len(NO_ANSWER) + 1])


def has_citations(text: str) -> bool:
    """Return whether the text has words and a marker."""
    return bool(MARKER.search(text)) and any(char.isalnum() for char in MARKER.sub("", text))


def is_runaway(text: str) -> bool:
    """Return whether the text is much longer than was asked for, or repeats itself."""
    if weighted_length(text) > settings.llm_max_tokens * _LETTERS_PER_TOKEN:
        return True
    end = text.rstrip()[-_LOOP_CHARACTERS:]
    return len(end) == _LOOP_CHARACTERS and text.count(end) >= _LOOP_REPEATS


def repeats_prompt(text: str) -> bool:
    """Return whether the text repeats the rules in the prompt."""
    words = re.findall(r"\w+", fold(text))
    rules = _rules()
    return any(
        tuple(words[i : i + _SHINGLE_WORDS]) in rules
        for i in range(len(words) - _SHINGLE_WORDS + 1)
    )


@lru_cache
def _rules() -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", fold(_prompt("answer").split("\n---\n")[0]))
    return frozenset(
        tuple(words[i : i + _SHINGLE_WORDS]) for i in range(len(words) - _SHINGLE_WORDS + 1)
    )


async def _stream(
    model: BaseChatModel, prompt: str, values: dict[str, str], total: float
) -> AsyncGenerator[str]:
    """Yield the model's reply to a prompt piece by piece, within `total` seconds.

    Raises ProviderUnavailable, also if the next piece takes longer than `LLM_TIMEOUT`.
    """
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
                # Each provider's package raises its own errors; here they all mean "not now".
                raise ProviderUnavailable("The language model does not answer.") from error
            if text := _text_of(chunk.content):
                yield text
    finally:
        if close := getattr(stream, "aclose", None):
            await close()


def _text_of(content: object) -> str:
    """Return the text of a chunk, which is a string, or blocks of text and of thoughts."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(
        block if isinstance(block, str) else str(block.get("text") or "")
        for block in blocks
        if isinstance(block, str) or (isinstance(block, dict) and block.get("type") == "text")
    )


def _passage(number: int, item: Hit, room: int | None = None) -> str:
    """Return a passage for the prompt, in tags, so that its text can't pass for instructions.

    `room` is the largest weighted length of its text.
    """
    where = " › ".join(part for part in (item.source.title, item.passage.heading) if part)
    where = _escape_tags(visible(where)).replace('"', "'").replace("\n", " ")
    text = _escape_tags(visible(item.passage.text))
    if room is not None:
        text = _cut_to(text, room)
    return f'<passage number="{number}" from="{where}">\n{text}\n</passage>'


def _cut_to(text: str, room: int) -> str:
    length = 0
    for at, char in enumerate(text):
        length += weighted_length(char)
        if length > room:
            return text[:at]
    return text


def _escape_tags(text: str) -> str:
    """Return the text with the prompt's tags escaped."""
    # Escaped, not removed: the text around the gap could form a tag again.
    return re.sub(
        r"[<＜﹤](?=\s*/?\s*(?:passage|question|system|think))", "&lt;", text, flags=re.IGNORECASE
    )


def _on_one_line(text: str) -> str:
    """Return a question for the prompt on one line, so that it can't look like a part of it."""
    return _escape_tags(" ".join(visible(text).split()))


def _english_name(locale: str) -> str:
    with translation.override("en"):
        return language_name(locale)
