"""How often one client may ask.

A client is known by a keyed hash of its network address. The key changes every day and the
address itself is never kept, so that nobody can be traced by it.
"""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from assistant.conf import settings

#: Length of the window in seconds.
WINDOW = 60
_DAY = 86_400


class TooManyRequests(Exception):
    """The client is over its limit; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


async def take(request: HttpRequest, scope: str) -> None:
    """Count a request of this client for `scope`. Raises TooManyRequests over the limit."""
    limit = settings.rate_limit
    if limit > 0:
        address = request.META.get("REMOTE_ADDR", "")
        await sync_to_async(count)(address, scope, limit=limit, now=time.time())


def count(address: str, scope: str, *, limit: int, now: float) -> None:
    """Count one request of `address` at `now` (seconds since 1970). Raises TooManyRequests.

    At most `limit` requests pass in a window; windows begin on the full minute.
    """
    window = int(now // WINDOW)
    key = f"assistant:throttle:{scope}:{client_key(address, now=now)}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # evicted between the two calls
        return
    if used > limit:
        raise TooManyRequests(retry_after=int(WINDOW - now % WINDOW) + 1)


def client_key(address: str, *, now: float) -> str:
    """The pseudonym of `address` for the day of `now`."""
    day = int(now // _DAY)
    keyed = salted_hmac(f"assistant.throttle.{day}", _network(address), algorithm="sha256")
    return keyed.hexdigest()[:32]


def _network(address: str) -> str:
    """The address, or the /64 of an IPv6 address: one household has 2^64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:  # a Unix socket has no address
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
