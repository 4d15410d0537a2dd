"""Streams as they travel: piece by piece, with signs of life, and ended when nobody listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.test import RequestFactory, override_settings
from django.urls import path

from assistant.api import sse
from assistant.exceptions import ProviderUnavailable
from assistant.types import Answer, Event, Finished, SourcesFound, TextDelta
from tests.committed import assistant_settings
from tests.serving import Served

pytestmark = pytest.mark.site

ANSWER = Answer(
    id="1", conversation="2", status="answered", text="Nine\nmonths. [1]", locale="en", citations=()
)


async def slow_answer(log: list[str]) -> AsyncIterator[Event]:
    try:
        yield SourcesFound(citations=())
        await asyncio.sleep(0.15)
        yield TextDelta(text="Nine\nmonths.")
        await asyncio.sleep(30)
        yield Finished(answer=ANSWER)
    finally:
        log.append("stopped")


async def whole_answer() -> AsyncIterator[Event]:
    yield SourcesFound(citations=())
    yield TextDelta(text="Nine\nmonths.")
    yield Finished(answer=ANSWER)


async def provider_fails_late() -> AsyncIterator[Event]:
    yield SourcesFound(citations=())
    raise ProviderUnavailable("down")


async def never_finishes() -> AsyncIterator[Event]:
    yield SourcesFound(citations=())


async def test_a_slow_model_leaves_signs_of_life() -> None:
    response = sse.respond(slow_answer([]), heartbeat=0.05)
    stream = response.streaming_content
    frames = [await anext(stream) for _ in range(4)]
    await stream.aclose()

    assert frames[0].startswith(b"event: sources\n")
    assert frames[1].startswith(b":")
    assert frames[-1].startswith((b":", b"event: delta"))


async def test_the_work_stops_when_the_client_goes_away() -> None:
    log: list[str] = []
    response = sse.respond(slow_answer(log))
    await anext(response.streaming_content)
    response.close()
    await asyncio.sleep(0.05)

    assert log == ["stopped"]


async def test_a_line_break_in_the_text_does_not_break_the_event() -> None:
    response = sse.respond(whole_answer())
    frames = [frame async for frame in response.streaming_content]

    assert frames[1] == b'event: delta\ndata: {"text":"Nine\\nmonths."}\n\n'
    assert [frame.split(b"\n")[0] for frame in frames] == [
        b"event: sources",
        b"event: delta",
        b"event: done",
    ]


async def test_compression_leaves_a_stream_alone() -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    response = GZipMiddleware(lambda request: sse.respond(whole_answer()))(request)
    frames = [frame async for frame in response.streaming_content]

    assert frames[-1].startswith(b"event: done")


async def test_a_provider_that_fails_on_the_way_ends_the_stream_with_an_error() -> None:
    response = sse.respond(provider_fails_late())
    frames = [frame async for frame in response.streaming_content]

    assert [frame.split(b"\n")[0] for frame in frames] == [b"event: sources", b"event: error"]
    assert b'"status":503' in frames[-1]


async def test_an_answer_that_never_ends_properly_is_an_error() -> None:
    response = sse.respond(never_finishes())
    frames = [frame async for frame in response.streaming_content]

    assert b'"status":500' in frames[-1]


def test_a_server_without_async_gives_the_same_events(served: Served) -> None:
    response = sse.respond(whole_answer())

    assert b"".join(response).count(b"event: ") == 3


def test_events_arrive_one_by_one_over_the_line(served: Served) -> None:
    with (
        assistant_settings(LLM="tests.assistant.api.models.SlowModel"),
        httpx.stream(
            "POST",
            f"{served.api}ask",
            headers={"Accept": "text/event-stream"},
            timeout=30,
            json={"question": "How long does the welding certificate take?", "locale": "en"},
        ) as response,
    ):
        pieces = list(response.iter_raw())

    assert len([piece for piece in pieces if b"event: delta" in piece]) > 2
    assert b"event: done" in pieces[-1]


LOG: list[str] = []


async def slow_view(request: HttpRequest) -> StreamingHttpResponse:
    return sse.respond(slow_answer(LOG))


urlpatterns = [path("slow", slow_view)]


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
async def test_a_closed_line_stops_the_work() -> None:
    LOG.clear()
    line = ApplicationCommunicator(
        get_asgi_application(),
        {"type": "http", "method": "GET", "path": "/slow", "headers": [], "query_string": b""},
    )
    await line.send_input({"type": "http.request", "body": b""})
    assert (await line.receive_output())["status"] == 200
    assert b"sources" in (await line.receive_output())["body"]
    await line.send_input({"type": "http.disconnect"})
    await line.wait()

    assert LOG == ["stopped"]
