"""Finds the page on which a question is asked by the address that a channel sends with it."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from wagtail.models import Page, Site

from assistant.access import public_pages
from assistant.models import Source

#: The longest address that is looked up, and the most pages with its last part that are compared.
_MAX_ADDRESS, _MAX_PAGES = 2_000, 50


def source_at(address: str | None) -> int | None:
    """Return the ledger's key of the public page with this address, None if there is none.

    An alias stands for the page whose text it repeats. Query and fragment don't matter. The home
    page is left out, because it is about everything.
    """
    if not address or len(address) > _MAX_ADDRESS:
        return None
    try:
        wanted = _place(address)
    except ValueError:
        return None
    named = public_pages().filter(slug=wanted[1].rpartition("/")[2])
    homes = Site.objects.values("root_page__translation_key")
    for page in named.exclude(translation_key__in=homes).select_related("locale")[:_MAX_PAGES]:
        if _place(page.get_full_url() or "") == wanted:
            return _indexed(page)
    return None


def _place(address: str) -> tuple[str, str]:
    """Return the host and the path of an address, to be compared. Raises ValueError."""
    parts = urlsplit(address)
    return parts.netloc.lower(), unquote(parts.path).rstrip("/")


def _indexed(page: Page) -> int | None:
    row: int | None = (
        Source.objects.filter(page=page.alias_of_id or page.pk).values_list("pk", flat=True).first()
    )
    return row
