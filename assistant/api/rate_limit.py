"""Limits how often a client may use the API."""

from __future__ import annotations

import time

from asgiref.sync import sync_to_async
from django.http import HttpRequest

from assistant.conf import settings
from assistant.limits import WINDOW, count_use, pseudonym


class TooManyRequests(Exception):
    """The client is over its limit; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


async def count_request(request: HttpRequest, scope: str) -> None:
    """Count a request of this client in a `scope`, such as "ask". Raises TooManyRequests."""
    limit = settings.rate_limit
    if limit > 0:
        address = request.META.get("REMOTE_ADDR", "")
        await sync_to_async(count_address)(address, scope, limit=limit, now=time.time())


def count_address(address: str, scope: str, *, limit: int, now: float) -> None:
    """Count one request of an IP address at `now` (seconds since 1970). Raises TooManyRequests."""
    if count_use(scope, pseudonym(address, now=now), now=now) > limit:
        raise TooManyRequests(retry_after=int(WINDOW - now % WINDOW) + 1)
