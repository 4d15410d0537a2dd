"""Atom feeds: what is new in a language, of one kind or of all."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Page, Site

from assistant.access import indexable_pages
from cms.models import (
    ActionPlanPage,
    CentrePage,
    EventPage,
    HubPage,
    NewsPage,
    ProgrammePage,
    PublicationPage,
)
from cms.navigation import site_name

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Entries of a feed.
_ENTRIES = 50
CONTENT_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedKind:
    """A feed: what its address and its title call it, and the kinds of page in it."""

    title: StrOrPromise
    models: tuple[type[HubPage], ...]


KINDS: dict[str, FeedKind] = {
    "news": FeedKind(title=gettext_lazy("News"), models=(NewsPage,)),
    "events": FeedKind(title=gettext_lazy("Events"), models=(EventPage,)),
    "publications": FeedKind(
        title=gettext_lazy("Publications"), models=(PublicationPage, ActionPlanPage)
    ),
    "programmes": FeedKind(title=gettext_lazy("Programmes"), models=(ProgrammePage,)),
    "all": FeedKind(
        title=gettext_lazy("All that is new"),
        models=(NewsPage, EventPage, PublicationPage, ActionPlanPage, ProgrammePage, CentrePage),
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLink:
    """A feed of a language as pages offer it."""

    title: str
    path: str


def feed_links(language: str, site: str) -> list[FeedLink]:
    """The feeds of a language, titled in the active one; no query."""
    return [
        FeedLink(title=f"{kind.title} – {site}", path=reverse("feed", args=[language, name]))
        for name, kind in KINDS.items()
    ]


@require_safe
@conditional_page
def feed(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """The newest public pages of a kind in a language; 404 for a kind or language there is not."""
    if kind not in KINDS or language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        pages = list(_newest(language, KINDS[kind].models))
        atom = _atom(request, language, kind, pages)
        response = HttpResponse(atom.writeString("utf-8"), content_type=CONTENT_TYPE)
    patch_cache_control(response, no_cache=True)
    return response


def _newest(language: str, models: tuple[type[HubPage], ...]) -> list[Page]:
    found: Any = indexable_pages().filter(locale__language_code=language)
    pages = found.type(*models)
    return pages.order_by("-first_published_at", "-pk")[:_ENTRIES].specific().defer_streamfields()


def _atom(request: HttpRequest, language: str, kind: str, pages: list[Page]) -> Atom1Feed:
    name = site_name(request)
    path = reverse("feed", args=[language, kind])
    site = Site.find_for_request(request)
    root = site.root_url if site else ""
    atom = Atom1Feed(
        title=_plain(f"{KINDS[kind].title} – {name}"),
        link=root + reverse("feed", args=[language, kind]).split("feeds/")[0],
        description=None,
        language=language,
        author_name=_plain(name),
        feed_url=root + path,
        feed_guid=root + path,
    )
    for page in pages:
        atom.add_item(
            title=_plain(page.title),
            link=page.get_full_url(request) or root,
            # The format takes it for HTML.
            description=escape(_plain(getattr(page, "introduction", ""))),
            unique_id=f"urn:uuid:{uuid.uuid5(page.translation_key, language)}",
            pubdate=page.first_published_at,
            updateddate=_updated(page),
            categories=[str(page._meta.verbose_name)],
        )
    return atom


def _updated(page: Page) -> datetime.datetime | None:
    return page.last_published_at or page.first_published_at


def _plain(text: str) -> str:
    """The text without control characters, which XML has no way to hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
