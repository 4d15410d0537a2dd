"""A language model that translates as the test tells it to; the rest of it is LangChain's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

#: Where it stands, as ASSISTANT["LLM"] takes it.
SCRIPTED = "tests.cms.machine_translation.chat_model.ScriptedTranslator"


class ScriptedTranslator(BaseChatModel):
    """Answers each batch with `translate(text)` of its texts, or with the next of `replies`.

    In `replies` a text is said as it is, an exception raised, a number slept in seconds, and None
    means to translate the batch.
    """

    replies: ClassVar[list[Any]] = []
    translate: ClassVar[Callable[[str], str]] = lambda text: f"«{text}»"
    #: Every chat, as (system, texts by number).
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _say(self, messages: list[BaseMessage]) -> str:
        texts = json.loads(str(messages[1].content))
        self.asked.append((str(messages[0].content), texts))
        reply = self.replies.pop(0) if self.replies else None
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, int | float):
            time.sleep(reply)
        if isinstance(reply, str):
            return reply
        translate = type(self).translate
        return json.dumps({number: translate(text) for number, text in texts.items()})

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        message = AIMessage(content=self._say(messages))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        said = self._say(messages)
        for start in range(0, len(said) or 1, 40):
            chunk = AIMessageChunk(content=said[start : start + 40])
            yield ChatGenerationChunk(message=chunk)
