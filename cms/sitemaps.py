"""The site map that search engines read: public pages with a text of their own."""

import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page

from assistant.visibility import indexable_pages


class PageSitemap(Sitemap):
    """Every page an anonymous visitor can open, except stand-ins for a missing translation."""

    limit = 5000

    def items(self) -> QuerySet[Page]:
        """The pages, in the order of the tree (see Sitemap)."""
        return indexable_pages().order_by("path").defer_streamfields()

    def location(self, page: Page) -> str:
        """The page's path within its site (see Sitemap)."""
        parts = page.get_url_parts()
        return parts[2] if parts and parts[2] else "/"

    def lastmod(self, page: Page) -> datetime.datetime | None:
        """When the page was last published (see Sitemap)."""
        return page.last_published_at


sitemaps = {"pages": PageSitemap}
