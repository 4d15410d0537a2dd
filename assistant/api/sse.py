"""Answers as server-sent events: `sources`, then `delta` by `delta`, then `done`, or `error`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation

from assistant.api import problems
from assistant.api.schemas import AnswerOut, SourceOut
from assistant.types import Event, Finished, SourcesFound, TextDelta

CONTENT_TYPE = "text/event-stream"
#: Seconds without an event after which a comment keeps proxies from closing the line.
HEARTBEAT = 10.0


def respond(events: AsyncIterator[Event], *, heartbeat: float = HEARTBEAT) -> StreamingHttpResponse:
    """Stream the answer's events, with a comment every `heartbeat` seconds without one.

    The work begins when the response is sent, and stops when the client goes away.
    """
    return StreamingHttpResponse(
        _Frames(_Feed(events), heartbeat),
        content_type=f"{CONTENT_TYPE}; charset=utf-8",
        headers={
            "Cache-Control": "no-cache, no-store, no-transform",
            # nginx holds responses back without this,
            "X-Accel-Buffering": "no",
            # and Django's GZipMiddleware leaves alone only what has an encoding.
            "Content-Encoding": "identity",
        },
    )


class _Frames:
    """The bytes of the stream, ended by `done` or `error`."""

    def __init__(self, feed: _Feed, heartbeat: float) -> None:
        self._feed, self._heartbeat = feed, heartbeat

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while True:
                if not await self._feed.wait(self._heartbeat):
                    yield b": still working\n\n"
                    continue
                item = self._feed.take()
                if isinstance(item, BaseException):
                    with translation.override(self._feed.language):
                        yield frame("error", problems.problem(item).as_json())
                    return
                yield _event_frame(item)
                if isinstance(item, Finished):
                    return
        finally:
            self._feed.stop()

    def close(self) -> None:
        """Stop the work (called by Django when the response ends, however it ends)."""
        self._feed.stop()


def _event_frame(event: Event) -> bytes:
    match event:
        case SourcesFound():
            sources = [SourceOut.of(citation).model_dump() for citation in event.citations]
            return frame("sources", sources)
        case TextDelta():
            return frame("delta", {"text": event.text})
        case Finished():
            return frame("done", AnswerOut.of(event.answer).model_dump())


def frame(name: str, data: Any) -> bytes:
    """One event of the stream; JSON has no line breaks, so one data line holds it."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {body}\n\n".encode("utf-8", "replace")


class _Feed:
    """Runs the answering in one task of its own, and keeps what it yields until it is taken.

    One task from beginning to end, because libraries under an async generator (anyio, for one)
    may not be entered in one task and left in another. It is not begun in the view: behind a
    middleware that is not async, what a view leaves running can't call synchronous code any more.
    """

    def __init__(self, events: AsyncIterator[Event]) -> None:
        self.language = translation.get_language() or "en"
        self._events = events
        # Without a limit, so that the task ends even if nobody comes to take its events.
        self._queue: asyncio.Queue[Event | BaseException] = asyncio.Queue()
        self._head: Event | BaseException | None = None
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        try:
            async with AsyncExitStack() as stack:
                if isinstance(self._events, AsyncGenerator):
                    stack.push_async_callback(self._events.aclose)
                async for event in self._events:
                    self._queue.put_nowait(event)
            # Only read if `Finished` never came, which is a fault.
            self._queue.put_nowait(RuntimeError("The answer ended without its last event"))
        except Exception as error:
            self._queue.put_nowait(error)

    async def wait(self, seconds: float) -> bool:
        """Is there something to take within `seconds`? Begins the work at the first call."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        if self._head is None:
            try:
                self._head = await asyncio.wait_for(self._queue.get(), seconds)
            except TimeoutError:
                return False
        return True

    def take(self) -> Event | BaseException:
        """The next event, or the exception that ended the answering. Only after `wait`."""
        assert self._head is not None  # noqa: S101
        item, self._head = self._head, None
        return item

    def stop(self) -> None:
        """End the work, if it goes on; harmless after its end, and from any thread."""
        if self._task is not None and not self._task.done():
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)
