"""A thread with an event loop of its own, so that a bot can live beside a web server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from bots.telegram.logs import get_logger

logger = get_logger(__name__)
T = TypeVar("T")


class Stopped(Exception):
    """It is time to stop, and what was waited for has been given up."""


async def unless(stopping: asyncio.Event, work: Awaitable[T]) -> T:
    """The result of `work`; raises Stopped, with the work cancelled, once `stopping` is set."""
    asked = asyncio.ensure_future(work)
    stop = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({asked, stop}, return_when=asyncio.FIRST_COMPLETED)
        if asked.done():
            return asked.result()
        raise Stopped
    finally:
        for task in (asked, stop):
            task.cancel()


class Host:
    """Runs `main(stopping)` until it returns; asks it to return by setting the event."""

    def __init__(
        self, main: Callable[[asyncio.Event], Coroutine[Any, Any, None]], *, name: str
    ) -> None:
        self._main = main
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> Host:
        """Start the thread and wait until its loop runs."""
        self._thread.start()
        self._begun.wait()
        return self

    @property
    def alive(self) -> bool:
        """Whether it is still running."""
        return self._thread.is_alive()

    def call_soon(self, callback: Callable[..., object], *args: object) -> None:
        """Call from any thread something in the host's loop; RuntimeError if that has ended."""
        if self._loop is None:
            raise RuntimeError("The host has not been started.")
        self._loop.call_soon_threadsafe(callback, *args)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait, at most `timeout` seconds, for it to end by itself; whether it did."""
        self._thread.join(timeout)
        return not self.alive

    def stop(self, timeout: float = 15.0) -> bool:
        """Let it finish what it has begun, at most `timeout` seconds; whether it ended."""
        if self.alive and self._stopping is not None:
            with suppress(RuntimeError):  # it ended just now
                self.call_soon(self._stopping.set)
            self._thread.join(timeout)
        return not self.alive

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception:
            # The site this thread belongs to goes on without the bot.
            logger.exception("The bot stopped")
        finally:
            self._begun.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._begun.set()
        await self._main(self._stopping)
