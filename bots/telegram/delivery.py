"""Repeats requests to Telegram a few times when it is busy or can't be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bots.telegram.logs import get_logger

logger = get_logger(__name__)

_TRIES = 3
#: The longest pause in seconds that Telegram may ask for; a longer one counts as a failure.
_LONGEST_PAUSE = 30.0
#: Requests that are useless a second later, and so are not repeated.
_FLEETING = frozenset({"sendChatAction", "sendMessageDraft"})


class BoundedRetries(BaseRateLimiter[None]):
    """Retries after Telegram's refusals instead of pacing every request: the bot only ever replies.

    After a time-out Telegram may have accepted the message although its response was lost. The
    message is sent again all the same: an answer twice is better than none.
    """

    def __init__(self, *, first_pause: float = 1.0) -> None:
        """Wait `first_pause` seconds before the second try, and twice as long before the third."""
        self._first_pause = first_pause

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make the request, and raise the last failure."""
        tries = 1 if endpoint in _FLEETING else _TRIES
        for attempt in range(1, tries + 1):
            try:
                return await callback(*args, **kwargs)
            except BadRequest:
                raise  # a NetworkError by inheritance only: asking again changes nothing
            except RetryAfter as error:
                pause = seconds(error)
                if attempt == tries or pause > _LONGEST_PAUSE:
                    raise
            except NetworkError as error:
                pause = self._first_pause * 2 ** (attempt - 1)
                if attempt == tries:
                    raise
                logger.info("%s failed (%s), trying again", endpoint, type(error).__name__)
            await asyncio.sleep(pause)
        raise AssertionError("unreachable")


def seconds(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
