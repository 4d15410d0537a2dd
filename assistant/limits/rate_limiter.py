"""Counts how often one client does something in a minute.

A client of the web is known by a keyed hash of its network address. The key changes every day and
the address itself is never kept, so that nobody can be traced by it.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.core.cache import cache
from django.utils.crypto import salted_hmac

#: Length of the window in seconds; windows begin on the full minute.
WINDOW = 60
_DAY = 86_400


def count_use(scope: str, client: str, *, now: float) -> int:
    """Count one use by a client at `now` and return how many it has made in this window.

    `scope` tells uses apart that are counted by themselves, `now` is in seconds since 1970. The
    answer is 0 where the cache has just dropped the count: a limit must not fail for that.
    """
    key = f"assistant:limit:{scope}:{client}:{int(now // WINDOW)}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return int(cache.incr(key))
    except ValueError:  # evicted between the two calls
        return 0


def pseudonym(address: str, *, now: float) -> str:
    """Return what stands for a network address on the day of `now`."""
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
