"""Builds the chat model, and counts what becomes of its answers; no other module builds one.

After a failure the model is not asked for a while. A site needs no language model: without one,
answers are quotations.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from assistant.conf import settings
from assistant.exceptions import ProviderMisconfigured
from assistant.limits import CircuitBreaker

if TYPE_CHECKING:
    # LangChain is slow to import (docs/figures.md, Import of LangChain), and most sites have no
    # language model.
    from langchain_core.language_models import BaseChatModel

#: What became of an answer: shown as the model worded it, replaced because the model failed, or
#: replaced because the passages did not support it.
Outcome = Literal["worded", "failed", "refused"]

#: Keeps questions from the model for 10 seconds after it failed.
breaker = CircuitBreaker(10.0)

_counts: Counter[str] = Counter()
_lock = threading.Lock()


def chat_model() -> BaseChatModel | None:
    """Return the chat model of the settings, or None without one. Raises ProviderError."""
    if not settings.llm:
        return None
    with _lock:
        return _build(settings.llm)


@lru_cache(maxsize=1)
def _build(name: str) -> BaseChatModel:
    """Build a chat model from `provider:model`, or from the dotted path of a function."""
    if ":" not in name:
        model: BaseChatModel = import_string(name)()
        return model
    from langchain.chat_models import init_chat_model  # slow to import, see above

    try:
        return init_chat_model(
            name,
            temperature=0,
            max_tokens=settings.llm_max_tokens,
            timeout=settings.llm_timeout,
            max_retries=1,
        )
    except Exception as error:
        # A package, key or name is missing or wrong: each provider raises its own exceptions.
        raise ProviderMisconfigured(f"The language model {name!r} can't be built.") from error


def record(outcome: Outcome) -> None:
    """Count what became of an answer; a failure opens the circuit breaker."""
    with _lock:
        _counts[outcome] += 1
    if outcome == "failed":
        breaker.trip()


def counts() -> dict[str, int]:
    """Return how many answers of this process were worded, failed and refused."""
    return {outcome: _counts[outcome] for outcome in ("worded", "failed", "refused")}


def reset(**kwargs: object) -> None:
    """Forget the model, the counts and the breaker's state, because the settings changed."""
    if kwargs.get("setting", "ASSISTANT") == "ASSISTANT":
        _build.cache_clear()
        breaker.reset()
        with _lock:
            _counts.clear()


setting_changed.connect(reset)
