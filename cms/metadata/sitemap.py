"""The site map for search engines: public pages with a text of their own."""

import datetime
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page

from assistant.access import indexable_pages


class PageSitemap(Sitemap):
    """Lists every public page, except aliases that fill in for a missing translation.

    Each entry names the page's versions in other languages, and the one for readers of any other.
    """

    limit = 2000

    def items(self) -> QuerySet[Page]:
        """Return the pages in the order of the tree."""
        pages = indexable_pages().order_by("path").select_related("locale")
        return pages.defer_streamfields()

    def location(self, page: Page) -> str:
        """Return the page's path within its site."""
        parts = page.get_url_parts()
        return parts[2] if parts and parts[2] else "/"

    def lastmod(self, page: Page) -> datetime.datetime | None:
        """Return when the page was last published."""
        return page.last_published_at

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Return the entries of one part of the map, each with its translations."""
        # Django has no public method for adding to entries.
        urls = super()._urls(page, protocol, domain)  # type: ignore[misc]
        keys = {url["item"].translation_key for url in urls}
        versions: dict[Any, dict[str, str]] = defaultdict(dict)
        for version in self.items().filter(translation_key__in=keys):
            address = f"{protocol}://{domain}{self.location(version)}"
            versions[version.translation_key].setdefault(version.locale.language_code, address)
        for url in urls:
            url["alternates"] = _alternates(versions[url["item"].translation_key])
        return urls


def _alternates(addresses: dict[str, str]) -> list[dict[str, str]]:
    """Return the addresses by language, and `x-default`; nothing for a page in one language."""
    if len(addresses) < 2:
        return []
    found = [{"lang_code": code, "location": address} for code, address in addresses.items()]
    if settings.LANGUAGE_CODE in addresses:
        found.append({"lang_code": "x-default", "location": addresses[settings.LANGUAGE_CODE]})
    return found


sitemaps = {"pages": PageSitemap}
