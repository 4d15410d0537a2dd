"""Atom feeds: the newest pages of a language, of one kind or of all."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

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
from cms.models import Feed, declared_kinds
from cms.navigation import site_name

#: Most entries of a feed.
_MAX_ENTRIES = 50
CONTENT_TYPE = "application/atom+xml; charset=utf-8"


#: The feed of all kinds of detail pages.
_ALL = Feed(key="all", title=gettext_lazy("All that is new"), place=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLink:
    """A feed of a language as pages offer it: its title and path."""

    title: str
    path: str


def feeds() -> dict[str, Feed]:
    """Return the feeds by their names in addresses, in the order in which pages offer them."""
    declared = [kind.feed for kind in declared_kinds() if kind.feed]
    ordered = [*sorted(declared, key=lambda feed: feed.place), _ALL]
    return {feed.key: feed for feed in ordered}


def feed_links(language: str, site: str) -> list[FeedLink]:
    """Return links to the feeds of a language, titled in the active language; no query."""
    return [
        FeedLink(title=f"{feed.title} – {site}", path=reverse("feed", args=[language, name]))
        for name, feed in feeds().items()
    ]


@require_safe
@conditional_page
def feed(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """Return the newest public pages of a feed in a language; 404 if either is unknown."""
    wanted = feeds().get(kind)
    if wanted is None or language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        atom = _atom(request, language, wanted, list(_newest(language, wanted)))
        response = HttpResponse(atom.writeString("utf-8"), content_type=CONTENT_TYPE)
    patch_cache_control(response, no_cache=True)
    return response


def _newest(language: str, feed: Feed) -> list[Page]:
    kinds = (kind for kind in declared_kinds() if kind.is_detail)
    models = [kind.model for kind in kinds if feed in (_ALL, kind.feed)]
    found: Any = indexable_pages().filter(locale__language_code=language)
    pages = found.type(*models)
    return (
        pages.order_by("-first_published_at", "-pk")[:_MAX_ENTRIES].specific().defer_streamfields()
    )


def _atom(request: HttpRequest, language: str, feed: Feed, pages: list[Page]) -> Atom1Feed:
    name = site_name(request)
    path = reverse("feed", args=[language, feed.key])
    site = Site.find_for_request(request)
    root = site.root_url if site else ""
    atom = Atom1Feed(
        title=_without_control_characters(f"{feed.title} – {name}"),
        link=root + path.split("feeds/")[0],
        description=None,
        language=language,
        author_name=_without_control_characters(name),
        feed_url=root + path,
        feed_guid=root + path,
    )
    for page in pages:
        atom.add_item(
            title=_without_control_characters(page.title),
            link=page.get_full_url(request) or root,
            # Atom takes a summary for HTML.
            description=escape(_without_control_characters(getattr(page, "introduction", ""))),
            unique_id=f"urn:uuid:{uuid.uuid5(page.translation_key, language)}",
            pubdate=page.first_published_at,
            updateddate=_updated(page),
            categories=[str(page._meta.verbose_name)],
        )
    return atom


def _updated(page: Page) -> datetime.datetime | None:
    return page.last_published_at or page.first_published_at


def _without_control_characters(text: str) -> str:
    """Return the text without control characters, which XML can't hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
