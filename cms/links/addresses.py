"""Classifies an address in a link: on this site, on another, or no web address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.conf import settings
from wagtail.models import Site


class AddressKind(Enum):
    """The kind of an address."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    #: Mail, telephone and the like, which a browser does not open.
    OTHER = "other"
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedAddress:
    """An address in its parts: `path` without query on this site, `url` absolute on another."""

    kind: AddressKind
    url: str = ""
    path: str = ""
    fragment: str = ""


def own_hosts() -> set[str]:
    """Return the host names of this site, with and without port."""
    hosts = {urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc.lower()}
    for site in Site.objects.all():
        name = site.hostname.lower()
        hosts |= {f"{name}:{site.port}", *([name] if site.port in {80, 443} else [])}
    return hosts - {""}


def parse_address(target: str, base: str, hosts: set[str]) -> ParsedAddress:
    """Take a link's `target` apart; it is relative to `base`, the address of its page."""
    if target.lower().rstrip("/") in {"http:", "https:"}:
        return ParsedAddress(kind=AddressKind.INVALID)
    try:
        url, fragment = urldefrag(urljoin(base, target))
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0  # the port is read here, and checked
    except ValueError:
        return ParsedAddress(kind=AddressKind.INVALID)
    fragment = unquote(fragment)
    if parts.scheme not in {"", "http", "https"}:
        return ParsedAddress(kind=AddressKind.OTHER)
    if parts.scheme == "" and not parts.netloc:
        # A snippet has no address, so a relative address in it can't be resolved.
        is_path = parts.path.startswith("/") or not parts.path
        return ParsedAddress(
            kind=AddressKind.HERE if is_path else AddressKind.INVALID,
            path=parts.path,
            fragment=fragment,
        )
    if not has_host or " " in parts.netloc:
        return ParsedAddress(kind=AddressKind.INVALID)
    if parts.netloc.lower() in hosts:
        return ParsedAddress(
            kind=AddressKind.HERE, path=unquote(parts.path) or "/", fragment=fragment
        )
    absolute = url if parts.scheme else f"https:{url}"
    return ParsedAddress(kind=AddressKind.ELSEWHERE, url=absolute, fragment=fragment)
