"""One reply of the assistant's language model, within a time limit."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.conf import settings
from assistant.exceptions import ProviderError
from assistant.llm import chat_model
from cms.machine_translation.exceptions import NoTranslator, TranslatorUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

#: Longest reply, in tokens: twice what a batch is meant to have.
_MOST_TOKENS = 4_000
#: What chat models of LangChain call that limit.
_LIMITS = ("max_tokens", "max_output_tokens", "num_predict")
#: A whole reply may take this many times what its next token may.
_PATIENCE = 8


def reply(messages: Sequence[tuple[str, str]]) -> str:
    """The model's whole reply to a chat. Raises NoTranslator, TranslatorUnavailable."""
    try:
        model = chat_model()
    except ProviderError as error:
        raise TranslatorUnavailable(str(error)) from error
    if model is None:
        raise NoTranslator("No language model is set.")
    return _read(_roomy(model), messages)


def _roomy(model: BaseChatModel) -> BaseChatModel:
    # The assistant's answers are short, and its model is built to stop early.
    names = [name for name in _LIMITS if getattr(model, name, None)]
    return model.model_copy(update=dict.fromkeys(names[:1], _MOST_TOKENS)) if names else model


def _read(model: BaseChatModel, messages: Sequence[tuple[str, str]]) -> str:
    parts: queue.Queue[Any] = queue.Queue()

    def stream() -> None:
        try:
            for chunk in model.stream(list(messages)):
                parts.put(chunk.text if isinstance(chunk.text, str) else chunk.text())
            parts.put(None)
        except Exception as error:
            parts.put(error)

    # In a thread, because not every provider's own time limit can be trusted.
    threading.Thread(target=stream, name="machine-translation", daemon=True).start()
    deadline = time.monotonic() + settings.llm_timeout * _PATIENCE
    text = ""
    while True:
        left = min(settings.llm_timeout, deadline - time.monotonic())
        try:
            part = parts.get(timeout=max(left, 0.01))
        except queue.Empty as error:
            raise TranslatorUnavailable("The language model is too slow.") from error
        if part is None:
            return text
        if isinstance(part, Exception):
            # Each provider package raises its own errors; to us they all mean "not now".
            raise TranslatorUnavailable("The language model does not answer.") from part
        text += part
