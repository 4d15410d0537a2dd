"""The ASGI application of the hub, which streams files in blocks."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import cast

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")

#: Bytes of a file that are read and sent at once.
_BLOCK = 256 * 1024


class Handler(ASGIHandler):
    """Django's ASGI handler, except that a file is sent block by block while it is read.

    Django reads a file into memory whole before it sends it. A large document on a few slow
    connections then takes more memory than the rest of the process.
    """

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response; a synchronous stream in it becomes an asynchronous one."""
        response: HttpResponseBase = await super().get_response_async(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            if isinstance(response, FileResponse):
                response.block_size = _BLOCK
            content = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = _pieces(content)
        return response


async def _pieces(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    def following() -> bytes | None:
        return next(content, None)

    while (piece := await sync_to_async(following)()) is not None:
        yield piece


django.setup(set_prefix=False)
application = Handler()
