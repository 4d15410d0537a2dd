"""Runs calls that may hang with a time limit, for services that have none of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from assistant.limits.circuit_breaker import CircuitBreaker

Result = TypeVar("Result")


class TimeLimitExceeded(Exception):
    """The call took longer than allowed; it may still be running."""


class TimeLimit:
    """Runs calls to one service, each in a thread of its own and for a limited time.

    After a call that took too long, others fail at once for a while, so that few threads hang.
    """

    def __init__(self, *, rest: float) -> None:
        """`rest`: for how many seconds the service is left alone after it took too long."""
        self._breaker = CircuitBreaker(rest)

    def call(self, work: Callable[[], Result], seconds: float) -> Result:
        """Return what `work` returns, or raise what it raises.

        Raises TookTooLong after `seconds`, and at once while the service is left alone.
        """
        if self._breaker.is_open:
            raise TimeLimitExceeded
        results: list[Result] = []
        problems: list[BaseException] = []

        def run() -> None:
            try:
                results.append(work())
            except BaseException as problem:
                problems.append(problem)

        # A daemon thread, because a hanging one must not keep the process from ending.
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(seconds)
        if problems:
            raise problems[0]
        if not results:
            self._breaker.trip()
            raise TimeLimitExceeded
        return results[0]
