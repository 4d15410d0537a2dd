"""What is public, as a browser without a session finds out. Knows nothing of the assistant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

#: A page or a document: its kind and primary key.
Key = tuple[Literal["page", "document"], int]

_WORD = re.compile(r"[a-z]+")
_TAG = re.compile(r"<(script|nav)\b.*?</\1>|<[^>]*>", re.DOTALL)
_DOCUMENT = re.compile(r'href="/documents/(\d+)/')


def words_in(text: str) -> set[str]:
    """The lower-case words of a text."""
    return set(_WORD.findall(text.lower()))


@dataclass
class Seen:
    """What the browser was shown: addresses, each object's words, documents linked to."""

    addresses: dict[str, Key] = field(default_factory=dict)
    words: dict[Key, set[str]] = field(default_factory=dict)
    linked: set[int] = field(default_factory=set)


class Browser:
    """Django's test client, which forgets its cookies before each request."""

    def __init__(self) -> None:
        self._client = Client()

    def look_around(self) -> Seen:
        """Try the address of every live page and every document.

        What is not tried counts as closed.
        """
        seen = Seen()
        for page in Page.objects.filter(live=True):
            address = page.full_url
            if address and (text := self.page(address, page.pk)) is not None:
                key: Key = ("page", page.pk)
                seen.addresses[address] = key
                seen.words[key] = words_in(_TAG.sub(" ", text))
                seen.linked |= {int(number) for number in _DOCUMENT.findall(text)}
        site = Site.objects.filter(is_default_site=True).first()
        for document in get_document_model().objects.all():
            address = f"{site.root_url if site else ''}{document.url}"
            if (text := self._get(address)) is not None:
                seen.addresses[address] = "document", document.pk
                seen.words["document", document.pk] = words_in(text)
        return seen

    def page(self, address: str, number: int) -> str | None:
        """The HTML at the address, if it is that of the page with this primary key."""
        text = self._get(address)
        return text if text is not None and self._shown == number else None

    def _get(self, address: str) -> str | None:
        parts = urlsplit(address)
        self._client.cookies.clear()
        response = self._client.get(parts.path, SERVER_NAME=parts.hostname or "localhost")
        page = (getattr(response, "context_data", None) or {}).get("page")
        self._shown = page.pk if page is not None else None
        if response.status_code != 200:
            return None
        content = b"".join(response) if response.streaming else response.content
        response.close()
        return None if b'type="password"' in content else content.decode()
