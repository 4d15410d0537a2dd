"""Runs a bot in a thread with its own event loop, so that it can live beside a web server."""

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
    """It is time to stop; the work in progress was cancelled."""


async def or_stopped(stopping: asyncio.Event, work: Awaitable[T]) -> T:
    """Return the result of `work`, or cancel it and raise Stopped once `stopping` is set."""
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


class BotThread:
    """Runs `main(stopping)` in a thread until it returns; setting the event asks it to return."""

    def __init__(
        self, main: Callable[[asyncio.Event], Coroutine[Any, Any, None]], *, name: str
    ) -> None:
        self._main = main
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> BotThread:
        """Start the thread, and wait until its event loop runs."""
        self._thread.start()
        self._begun.wait()
        return self

    @property
    def alive(self) -> bool:
        """Return whether the thread is running."""
        return self._thread.is_alive()

    def call_soon(self, callback: Callable[..., object], *args: object) -> None:
        """Call something in the host's loop, from any thread. Raises RuntimeError if it ended."""
        if self._loop is None:
            raise RuntimeError("The host has not been started.")
        self._loop.call_soon_threadsafe(callback, *args)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait up to `timeout` seconds for the thread to end by itself; return whether it ended."""
        self._thread.join(timeout)
        return not self.alive

    def stop(self, timeout: float = 15.0) -> bool:
        """Ask `main` to return, wait up to `timeout` seconds, and return whether it ended."""
        if self.alive and self._stopping is not None:
            with suppress(RuntimeError):  # it ended just now
                self.call_soon(self._stopping.set)
            self._thread.join(timeout)
        return not self.alive

    def _run(self) -> None:
        """Run the loop, and log an error that ends it."""
        try:
            asyncio.run(self._serve())
        except Exception:
            # The site that this thread belongs to must go on without the bot.
            logger.exception("The bot stopped")
        finally:
            self._begun.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._begun.set()
        await self._main(self._stopping)
