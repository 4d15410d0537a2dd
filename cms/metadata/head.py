"""The metadata in the head of a page: addresses, languages, previews, feeds, schema.org data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.api.utils import get_full_url
from wagtail.models import Page

from cms.api import open_images
from cms.directory import Connections
from cms.i18n import page_with_text
from cms.metadata.feeds import FeedLink, feed_links
from cms.metadata.opengraph import HEIGHT, WIDTH, share_image_url
from cms.metadata.structured_data import as_script, structured_data
from cms.models import HubPage
from cms.navigation import LanguageLink, site_name, text_language

#: The rendition that link previews need, as a filter specification of Wagtail.
_PREVIEW_SIZE = f"fill-{WIDTH}x{HEIGHT}|format-jpeg"
#: The languages of the site as Open Graph writes them, with a country.
_OPEN_GRAPH_LOCALES = {
    "en": "en_GB",
    "fr": "fr_FR",
    "es": "es_ES",
    "ar": "ar_AR",
    "zh-hans": "zh_CN",
    "ru": "ru_RU",
    "tr": "tr_TR",
    "th": "th_TH",
    "vi": "vi_VN",
    "id": "id_ID",
    "km": "km_KH",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternate:
    """A language version of the page for `hreflang`."""

    language: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """The picture of a page for link previews."""

    url: str
    alt: str
    width: int
    height: int


class Head:
    """The head of one page for one reader; each part is fetched when a template shows it."""

    def __init__(
        self, page: HubPage, request: HttpRequest, languages: Iterable[LanguageLink]
    ) -> None:
        """Take the page and its language switcher, `languages`."""
        self.page = page
        self._request = request
        self._languages = [link for link in languages if link.page is not None]

    @cached_property
    def _shows_own_text(self) -> bool:
        return self.page.alias_of_id is None

    @cached_property
    def canonical(self) -> str:
        """The canonical address: that of the page whose text this page shows."""
        return page_with_text(self.page).get_full_url(self._request) or ""

    @cached_property
    def alternates(self) -> list[Alternate]:
        """The page in all its languages, and last the one for readers of any other language."""
        if not self._shows_own_text or len(self._languages) < 2:
            return []
        found = [
            Alternate(language=link.code, url=link.page.get_full_url(self._request) or "")
            for link in self._languages
            if link.page is not None
        ]
        own = [item.url for item in found if item.language == settings.LANGUAGE_CODE]
        return found + [Alternate(language="x-default", url=url) for url in own]

    @property
    def title(self) -> str:
        """The title for previews."""
        return self.page.seo_title or self.page.title

    @property
    def description(self) -> str:
        """The summary for previews."""
        return self.page.search_description or self.page.introduction

    @property
    def site(self) -> str:
        """The name of the site."""
        return site_name(self._request)

    @property
    def type(self) -> str:
        """The page's type in Open Graph."""
        return "article" if self.page.page_kind.is_article else "website"

    @cached_property
    def locale(self) -> str:
        """The language of the text with a country, as Open Graph writes it."""
        return _OPEN_GRAPH_LOCALES.get(text_language(self.page), "en_GB")

    @cached_property
    def other_locales(self) -> list[str]:
        """The other languages of the page, as Open Graph writes them."""
        codes = [_OPEN_GRAPH_LOCALES.get(link.code, "") for link in self._languages]
        return [code for code in codes if code and code != self.locale]

    @cached_property
    def picture(self) -> Picture | None:
        """The page's own image, or else one with its title; None for a page without an address."""
        if self._own_picture is not None:
            return self._own_picture
        url = share_image_url(self.page, self._request)
        if not url:
            return None
        return Picture(url=url, alt=self.page.title, width=WIDTH, height=HEIGHT)

    @cached_property
    def _own_picture(self) -> Picture | None:
        if not self.page.image_id:
            return None
        image = open_images().filter(pk=self.page.image_id).first()
        if image is None or image.is_svg():
            return None
        try:
            rendition = image.get_rendition(_PREVIEW_SIZE)
        except OSError:  # the file is gone, or is no image
            return None
        return Picture(
            url=get_full_url(self._request, rendition.url),
            alt=image.default_alt_text,
            width=rendition.width,
            height=rendition.height,
        )

    @cached_property
    def feeds(self) -> list[FeedLink]:
        """The feeds in the reader's language."""
        return feed_links(get_language() or settings.LANGUAGE_CODE, self.site)

    @cached_property
    def calendar(self) -> str:
        """The path of the calendar feed in the reader's language."""
        return reverse("calendar_feed", args=[get_language() or settings.LANGUAGE_CODE])

    @cached_property
    def event_calendar(self) -> str:
        """The path of the iCalendar file of the event; empty for other pages."""
        return self.page.calendar_path if self.page.pk is not None else ""

    @cached_property
    def facts(self) -> SafeString | str:
        """The script with the page's schema.org data; empty if it shows another page's text."""
        if not self._shows_own_text or not self.page.get_full_url(self._request):
            return ""
        versions = {link.code: link.page for link in self._languages if link.page is not None}
        picture = self._own_picture
        data = structured_data(
            self.page,
            self._request,
            links=shared_connections(self.page, self._request),
            versions=versions,
            image=picture.url if picture else "",
        )
        return as_script(data)


def shared_connections(page: Page, request: HttpRequest) -> Connections:
    """Return the page's connections, created once for all parts of a response."""
    known: dict[Any, Connections] = request.__dict__.setdefault("_cms_connections", {})
    if page.pk not in known:
        known[page.pk] = Connections(page, request)
    return known[page.pk]
