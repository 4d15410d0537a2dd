"""Streams answers as server-sent events: `sources`, `delta` events, then `done` or `error`."""

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
#: Seconds without an event after which a comment is sent, so that proxies keep the connection.
HEARTBEAT = 10.0


def respond(events: AsyncIterator[Event], *, heartbeat: float = HEARTBEAT) -> StreamingHttpResponse:
    """Return a response that streams an answer's events.

    After every `heartbeat` seconds without an event, a comment is sent. The work begins when the
    response is sent, and stops when the client disconnects.
    """
    return StreamingHttpResponse(
        _EventBytes(_AnswerQueue(events), heartbeat),
        content_type=f"{CONTENT_TYPE}; charset=utf-8",
        headers={
            "Cache-Control": "no-cache, no-store, no-transform",
            # nginx buffers responses without this,
            "X-Accel-Buffering": "no",
            # and Django's GZipMiddleware skips only responses with an encoding.
            "Content-Encoding": "identity",
        },
    )


class _EventBytes:
    """The bytes of the stream, which ends with `done` or `error`."""

    def __init__(self, queue: _AnswerQueue, heartbeat: float) -> None:
        self._answer_queue, self._heartbeat = queue, heartbeat

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while True:
                if not await self._answer_queue.wait(self._heartbeat):
                    yield b": still working\n\n"
                    continue
                item = self._answer_queue.take()
                if isinstance(item, BaseException):
                    with translation.override(self._answer_queue.language):
                        yield encode_event("error", problems.problem(item).as_json())
                    return
                yield _encode(item)
                if isinstance(item, Finished):
                    return
        finally:
            self._answer_queue.stop()

    def close(self) -> None:
        """Stop the work. Django calls this when the response ends, for whatever reason."""
        self._answer_queue.stop()


def _encode(event: Event) -> bytes:
    match event:
        case SourcesFound():
            sources = [SourceOut.of(citation).model_dump() for citation in event.citations]
            return encode_event("sources", sources)
        case TextDelta():
            return encode_event("delta", {"text": event.text})
        case Finished():
            return encode_event("done", AnswerOut.of(event.answer).model_dump())


def encode_event(name: str, data: Any) -> bytes:
    """Return the bytes of one event; JSON has no line breaks, so one data line is enough."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {body}\n\n".encode("utf-8", "replace")


class _AnswerQueue:
    """Runs the answering in one task, and queues its events until they are taken.

    It is one task from beginning to end, because libraries under an async generator (anyio, for
    one) may not be entered in one task and left in another. It does not begin in the view: behind a
    middleware that is not async, a task that a view leaves running can't call synchronous code.
    """

    def __init__(self, events: AsyncIterator[Event]) -> None:
        self.language = translation.get_language() or "en"
        self._events = events
        # Without a size limit, so that the task ends even if nobody takes its events.
        self._queue: asyncio.Queue[Event | BaseException] = asyncio.Queue()
        self._head: Event | BaseException | None = None
        self._task: asyncio.Task[None] | None = None

    async def _run(self) -> None:
        """Queue every event, and at the end the exception if there was one."""
        try:
            async with AsyncExitStack() as stack:
                if isinstance(self._events, AsyncGenerator):
                    stack.push_async_callback(self._events.aclose)
                async for event in self._events:
                    self._queue.put_nowait(event)
            # Read only if there was no `Finished`, which is a fault.
            self._queue.put_nowait(RuntimeError("The answer ended without its last event"))
        except Exception as error:
            self._queue.put_nowait(error)

    async def wait(self, seconds: float) -> bool:
        """Wait up to `seconds` for an event, and return whether there is one.

        The first call starts the work.
        """
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        if self._head is None:
            try:
                self._head = await asyncio.wait_for(self._queue.get(), seconds)
            except TimeoutError:
                return False
        return True

    def take(self) -> Event | BaseException:
        """Return the next event, or the exception that ended the answering. Only after `wait`."""
        assert self._head is not None  # noqa: S101
        item, self._head = self._head, None
        return item

    def stop(self) -> None:
        """Cancel the work if it is still running. May be called repeatedly, and from any thread."""
        if self._task is not None and not self._task.done():
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)
