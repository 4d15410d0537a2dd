"""Calls that may hang, given a time: what stands behind them may have no limit of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class TooLong(Exception):
    """The call took longer than it was given; it may still be going on."""


class Deadline:
    """Calls to one service. After one that took too long, others fail at once for a while.

    So an outage costs one question its time, not each, and few threads are left hanging.
    """

    def __init__(self, *, rest: float) -> None:
        """`rest`: for how many seconds the service is then left alone."""
        self._rest = rest
        self._until = 0.0

    def call(self, work: Callable[[], Result], seconds: float) -> Result:
        """What `work` returns or raises; raises TooLong."""
        if time.monotonic() < self._until:
            raise TooLong
        results: list[Result] = []
        problems: list[BaseException] = []

        def run() -> None:
            try:
                results.append(work())
            except BaseException as problem:
                problems.append(problem)

        # A daemon: one that hangs must not keep the process from ending.
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(seconds)
        if problems:
            raise problems[0]
        if not results:
            self._until = time.monotonic() + self._rest
            raise TooLong
        return results[0]
