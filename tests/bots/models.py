"""Scripted language models, named in the settings."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult


class _Scripted(BaseChatModel):
    """Says the same to everything."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def words(self) -> Iterator[str]:
        yield "JET was appointed in June 2019 [1]."

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        said = "".join(self.words())
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=said))])

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        for word in self.words():
            await self.pause()
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))

    async def pause(self) -> None:
        """Before each word."""


class Slow(_Scripted):
    """Takes three seconds."""

    def words(self) -> Iterator[str]:
        yield from re.findall(r"\S+ ", "JET was appointed a *UNEVOC* Centre in June 2019 [1] . ")

    async def pause(self) -> None:
        await asyncio.sleep(0.27)


class Broken(_Scripted):
    """Fails after its first words."""

    def words(self) -> Iterator[str]:
        yield "JET was "
        raise ConnectionError("secret detail")
