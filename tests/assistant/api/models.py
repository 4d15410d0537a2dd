"""Scripted chat models for the tests of streams."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

TEXT = "The welding certificate takes nine months [1]. It is taught in Mombo [1]."


class SlowModel(BaseChatModel):
    """Says one thing, a word every quarter of a second."""

    @property
    def _llm_type(self) -> str:
        return "slow"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=TEXT))])

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for word in TEXT.split(" "):
            time.sleep(0.25)
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{word} "))
