"""Scripted language models, named in the settings; everything else about them is LangChain's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, ClassVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

#: Where `Scripted` stands, as ASSISTANT["LLM"] takes it.
SCRIPTED = "tests.assistant.chat_models.Scripted"


class Scripted(BaseChatModel):
    """Says what the test has put into `script`, word by word, and keeps what it was asked.

    In the script an exception is raised, a function called, and a number is slept in seconds.
    """

    script: ClassVar[list[str | float | Exception | Callable[[], Any]]] = []
    asked: ClassVar[list[str]] = []
    #: What it says when it is asked to rewrite a follow-up; empty: the script.
    rewritten: ClassVar[str] = ""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        text = "".join(step for step in self.script if isinstance(step, str))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        prompt = "\n".join(str(message.content) for message in messages)
        self.asked.append(prompt)
        rewriting = self.rewritten and "Earlier questions:" in prompt
        for step in [self.rewritten] if rewriting else self.script:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, int | float):
                await asyncio.sleep(step)
            elif callable(step):
                await asyncio.to_thread(step)
            else:
                for word in step.split(" "):
                    chunk = AIMessageChunk(content=f"{word} ")
                    yield ChatGenerationChunk(message=chunk)
