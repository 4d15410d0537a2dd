"""Allows connections to public machines only, whatever a name or a redirect says.

An editor's link must not make the hub's server open an address in its own network. Names are
resolved here, each IP address is checked, and the connection goes to the very address that was
checked: a name that resolves differently a second later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

Resolver = Callable[[str, int], list[str]]

#: IPv6 ranges in which any IPv4 address can be embedded.
_EMBEDDING_IPV4 = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)


class Refused(Exception):
    """The address is not a public one."""


class NameUnknown(Exception):
    """The name can't be resolved."""


def is_public_address(address: str) -> bool:
    """Return whether an IP address can be reached from the whole internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in _EMBEDDING_IPV4):
            return False
    return ip.is_global and not ip.is_multicast


def resolve_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, which may be an address itself. Raises NameUnknown."""
    try:
        return [str(ipaddress.ip_address(host.strip("[]")))]
    except ValueError:
        pass  # a name
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NameUnknown(host) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to allowed addresses only, and ends them at `deadline`.

    `deadline` is a time of `time.monotonic()`. Without it a server that sends a byte now and then
    could hold a connection for days.
    """

    def __init__(self, allowed: Callable[[str], bool], resolve: Resolver, deadline: float) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address of the host that answers."""
        addresses = self._resolve(host, port)
        # All of them have to be allowed: a name with a public and a private address is an attack.
        if not addresses or not all(map(self._allowed, addresses)):
            raise Refused(host)
        failure: Exception | None = None
        for address in addresses[:3]:
            try:
                stream = self._backend.connect_tcp(
                    address,
                    port,
                    _seconds_left(self._deadline, timeout),
                    local_address,
                    socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure or httpcore.ConnectError(host)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Raise Refused: a socket file belongs to this machine."""
        raise Refused("unix socket")


def _seconds_left(deadline: float, timeout: float | None) -> float:
    """Return the seconds left, at most `timeout`. Raises ReadTimeout at the deadline."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("The time for this address is over.")
    return left if timeout is None else min(left, timeout)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every operation gets the time left until the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _seconds_left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _seconds_left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(*args, **kwargs), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
