"""Counts how often a client does something in a minute.

A web client is identified by a keyed hash of its network address. The key changes every day and the
address itself is never stored, so that nobody can be traced by it.
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

    `scope` names what is counted separately, such as a channel; `now` is in seconds since 1970.
    Returns 0 if the cache has just dropped the count: a limit must not fail because of that.
    """
    key = f"assistant:limit:{scope}:{client}:{int(now // WINDOW)}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return int(cache.incr(key))
    except ValueError:  # evicted between the two calls
        return 0


def pseudonym(address: str, *, now: float) -> str:
    """Return a hash that stands for a network address on the day of `now` (seconds since 1970)."""
    day = int(now // _DAY)
    keyed = salted_hmac(f"assistant.throttle.{day}", _network(address), algorithm="sha256")
    return keyed.hexdigest()[:32]


def _network(address: str) -> str:
    """Return an IPv4 address, or the /64 network of an IPv6 address.

    One household has 2^64 IPv6 addresses.
    """
    try:
        parsed = ip_address(address)
    except ValueError:  # a Unix socket has no address
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
