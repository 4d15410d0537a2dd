"""Asks another site's server whether an address is good, with as little traffic as possible.

It sends HEAD first, and GET only where HEAD fails, without reading the content. This is the only
module that speaks HTTP; the library's errors end here.
"""

from __future__ import annotations

import functools
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import certifi
import httpcore
import httpx
from django.conf import settings

from cms.links.guard import (
    GuardedBackend,
    NameUnknown,
    Refused,
    Resolver,
    is_public_address,
    resolve_host,
)
from cms.links.models import Address, Reason

_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
#: Statuses of a server that answers, but wants a sign-in, a browser or patience.
_UNSURE = {401, 402, 403, 405, 406, 407, 429, 451, 501, 999}
_MAX_REDIRECTS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The result of checking an address; a `lasting` failure needs no second check."""

    state: Address.State
    reason: Reason | None = None
    detail: str = ""
    lasting: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressChecker:
    """Checks addresses, each within `seconds` including its redirects.

    `allowed` says whether an IP address may be connected to, `resolve` looks up a host.
    """

    allowed: Callable[[str], bool] = is_public_address
    resolve: Resolver = resolve_host
    seconds: float = 15

    def check(self, url: str) -> Verdict:
        """Return whether an absolute http(s) address is good, whatever its server does."""
        deadline = time.monotonic() + self.seconds
        try:
            verdict = self._follow("HEAD", url, deadline)
            # Some servers answer HEAD wrongly, even with "not found".
            if verdict.state is not Address.State.GOOD:
                verdict = self._follow("GET", url, deadline)
        except Refused:
            return _broken(Reason.PRIVATE_NETWORK, lasting=True)
        except NameUnknown:
            return _broken(Reason.NO_SUCH_SITE)
        except (httpx.InvalidURL, UnicodeError, ValueError):
            return _broken(Reason.INVALID, lasting=True)
        except httpcore.TimeoutException:
            return _broken(Reason.UNREACHABLE, "time-out")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            if isinstance(error.__context__, ssl.SSLCertVerificationError) or "CERTIFICATE" in str(
                error
            ):
                return _broken(Reason.CERTIFICATE)
            return _broken(Reason.UNREACHABLE)
        return verdict

    def _follow(self, method: str, url: str, deadline: float) -> Verdict:
        for _hop in range(_MAX_REDIRECTS + 1):
            try:
                status, location = self._request(method, url, deadline)
            except httpcore.RemoteProtocolError:
                if method == "HEAD":
                    return Verdict(state=Address.State.UNSURE)  # GET will tell
                raise
            if status not in _REDIRECTS or not location:
                return _by_status(status)
            url = urljoin(url, location)
        return _broken(Reason.REDIRECTS)

    def _request(self, method: str, url: str, deadline: float) -> tuple[int, str]:
        """Return the status of one response and its `Location`; the content is not read."""
        parsed = httpx.URL(url)
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise httpx.InvalidURL(url)
        backend = GuardedBackend(self.allowed, self.resolve, deadline)
        target = httpcore.URL(
            scheme=parsed.raw_scheme,
            host=parsed.raw_host,
            port=parsed.port,
            target=parsed.raw_path,
        )
        headers: dict[bytes | str, bytes | str] = {
            "Host": parsed.netloc.decode("ascii"),
            "User-Agent": f"TVETHub-LinkCheck/1.0 (+{settings.WAGTAILADMIN_BASE_URL})",
            "Accept": "*/*",
            "Connection": "close",
        }
        timeout = {"connect": 10.0, "read": 10.0, "write": 10.0, "pool": 10.0}
        with (
            httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=backend) as pool,
            pool.stream(method, target, headers=headers, extensions={"timeout": timeout}) as answer,
        ):
            found = dict(answer.headers)
            location = next((v for k, v in found.items() if k.lower() == b"location"), b"")
            return answer.status, location.decode("utf-8", "replace")


@functools.cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def _by_status(status: int) -> Verdict:
    detail = f"HTTP {status}"
    if status in _GONE:
        return _broken(Reason.NOT_FOUND, detail, lasting=True)
    if status in _UNSURE:
        return Verdict(state=Address.State.UNSURE, detail=detail)
    if status >= 500:
        return _broken(Reason.SERVER_ERROR, detail)
    if status >= 400:
        return _broken(Reason.NOT_FOUND, detail)
    return Verdict(state=Address.State.GOOD, detail=detail)


def _broken(reason: Reason, detail: str = "", *, lasting: bool = False) -> Verdict:
    return Verdict(state=Address.State.BROKEN, reason=reason, detail=detail, lasting=lasting)
