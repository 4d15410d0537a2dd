"""Asks the assistant's language model for one reply, within a time limit."""

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

#: The longest reply, in tokens. A batch should need much less: see batches.MOST_TOKENS.
_MOST_TOKENS = 4_000
#: The names of that limit in the chat models of LangChain.
_LIMIT_NAMES = ("max_tokens", "max_output_tokens", "num_predict")
#: A whole reply may take this many times as long as the wait for its next token.
_REPLY_FACTOR = 8


def reply(messages: Sequence[tuple[str, str]]) -> str:
    """Return the model's whole reply to a chat. Raises NoTranslator, TranslatorUnavailable."""
    try:
        model = chat_model()
    except ProviderError as error:
        raise TranslatorUnavailable(str(error)) from error
    if model is None:
        raise NoTranslator("No language model is set.")
    return _read_stream(_with_token_limit(model), messages)


def _with_token_limit(model: BaseChatModel) -> BaseChatModel:
    # The assistant's answers are short, and its model has a low limit of tokens.
    names = [name for name in _LIMIT_NAMES if getattr(model, name, None)]
    return model.model_copy(update=dict.fromkeys(names[:1], _MOST_TOKENS)) if names else model


def _read_stream(model: BaseChatModel, messages: Sequence[tuple[str, str]]) -> str:
    parts: queue.Queue[Any] = queue.Queue()

    def stream() -> None:
        try:
            for chunk in model.stream(list(messages)):
                parts.put(chunk.text if isinstance(chunk.text, str) else chunk.text())
            parts.put(None)
        except Exception as error:
            parts.put(error)

    # The model runs in a thread, because not every provider keeps its own time limit.
    threading.Thread(target=stream, name="machine-translation", daemon=True).start()
    deadline = time.monotonic() + settings.llm_timeout * _REPLY_FACTOR
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
            # Each provider's package raises its own errors; all of them mean "not now" here.
            raise TranslatorUnavailable("The language model does not answer.") from part
        text += part
