"""The language model: the only module that builds chat models, and counts what becomes of answers.

After a failure the model is left alone for a while. Nothing here is needed: without a model,
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
    # LangChain takes a second to import, and most sites have no language model.
    from langchain_core.language_models import BaseChatModel

#: What became of an answer: shown as the model worded it, replaced because the model failed,
#: replaced because it was not believed.
Outcome = Literal["worded", "failed", "refused"]

#: Open for 10 seconds after the model failed.
breaker = CircuitBreaker(10.0)

_counts: Counter[str] = Counter()
_lock = threading.Lock()


def chat_model() -> BaseChatModel | None:
    """Return the chat model in force, or None where there is none. Raises ProviderError."""
    if not settings.llm:
        return None
    with _lock:
        return _build(settings.llm)


@lru_cache(maxsize=1)
def _build(name: str) -> BaseChatModel:
    if ":" not in name:
        model: BaseChatModel = import_string(name)()
        return model
    from langchain.chat_models import init_chat_model  # takes a second, see above

    try:
        return init_chat_model(
            name,
            temperature=0,
            max_tokens=settings.llm_max_tokens,
            timeout=settings.llm_timeout,
            max_retries=1,
        )
    except Exception as error:
        # A missing package, key or name: each provider says it with an exception of its own.
        raise ProviderMisconfigured(f"The language model {name!r} can't be built.") from error


def record(outcome: Outcome) -> None:
    """Count an answer; a failure trips the breaker."""
    with _lock:
        _counts[outcome] += 1
    if outcome == "failed":
        breaker.trip()


def counts() -> dict[str, int]:
    """Return how many answers of this process were worded, failed and refused."""
    return {outcome: _counts[outcome] for outcome in ("worded", "failed", "refused")}


def reset(**kwargs: object) -> None:
    """Forget the model and what became of its answers, as when the settings change."""
    if kwargs.get("setting", "ASSISTANT") == "ASSISTANT":
        _build.cache_clear()
        breaker.reset()
        with _lock:
            _counts.clear()


setting_changed.connect(reset)
