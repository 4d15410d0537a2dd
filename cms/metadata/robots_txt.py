"""The files for crawlers and language models: `robots.txt` and `llms.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Page, Site

from assistant.access import indexable_pages
from cms.metadata.feeds import feed_links
from cms.metadata.sitemap import PageSitemap
from cms.navigation import site_name

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#|])")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the site map is, and keep them from the admin and the search pages."""
    lines = ["User-agent: *", f"Disallow: {reverse('wagtailadmin_home')}"]
    for code, _name in settings.LANGUAGES:
        with override(code):
            lines.append(f"Disallow: {reverse('search')}")
    lines.append("")
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    for number in PageSitemap().paginator.page_range:
        lines.append(f"Sitemap: {sitemap}" + (f"?p={number}" if number > 1 else ""))
    return _text("\n".join(lines) + "\n", "text/plain; charset=utf-8")


@require_safe
@conditional_page
def llms(request: HttpRequest, language: str = settings.LANGUAGE_CODE) -> HttpResponse:
    """Return the site's name, main pages, data and endpoints, in Markdown for programs."""
    site = Site.find_for_request(request)
    if site is None or language not in dict(settings.LANGUAGES):
        raise Http404
    home: Any = indexable_pages().filter(
        translation_key=site.root_page.translation_key, locale__language_code=language
    )
    root = home.specific().first()
    if root is None:
        raise Http404
    with override(language):
        text = "\n".join(_lines(request, language, root)) + "\n"
    return _text(text, "text/markdown; charset=utf-8")


def _lines(request: HttpRequest, language: str, root: Page) -> Iterator[str]:
    yield f"# {_escaped(site_name(request))}"
    if root.introduction:
        yield ""
        yield f"> {_escaped(root.introduction)}"
    yield ""
    yield f"## {_('Pages')}"
    yield ""
    for page in [root, *_main_pages(root)]:
        summary = _escaped(getattr(page, "introduction", ""))
        link = f"- [{_escaped(page.title)}]({page.get_full_url(request)})"
        yield f"{link}: {summary}" if summary else link
    yield ""
    yield f"## {_('For programs')}"
    yield ""
    build = request.build_absolute_uri
    api = reverse("wagtailapi:pages:listing")
    yield _link(
        _("Pages as JSON"), build(f"{api}?locale={language}"), _("all fields with fields=*")
    )
    yield _link(_("Site map"), build(reverse("sitemap")), _("all pages in all languages"))
    yield _link(
        _("Assistant"),
        build(reverse("assistant:api:openapi-view")),
        _("answers questions with their sources"),
    )
    for feed in feed_links(language, site_name(request)):
        yield _link(feed.title, build(feed.path), "Atom")
    yield _link(_("Events"), build(reverse("calendar_feed", args=[language])), "iCalendar")
    others = _other_languages(root)
    if others:
        yield ""
        yield f"## {_('Other languages')}"
        yield ""
        for code, name in others:
            yield _link(name, build(reverse("llms_in_language", args=[code])), "")


def _main_pages(root: Page) -> list[Page]:
    """Return the public pages right below the home page."""
    pages: Any = indexable_pages().filter(path__startswith=root.path, depth=root.depth + 1)
    return list(pages.order_by("path").specific().defer_streamfields())


def _other_languages(root: Page) -> list[tuple[str, str]]:
    homes = indexable_pages().filter(translation_key=root.translation_key)
    codes = set(homes.exclude(pk=root.pk).values_list("locale__language_code", flat=True))
    return [(code, name) for code, name in settings.LANGUAGES if code in codes]


def _link(name: str, url: str, description: str) -> str:
    link = f"- [{_escaped(name)}]({url})"
    return f"{link}: {description}" if description else link


def _escaped(text: str) -> str:
    """Return the text in one line, with Markdown's characters escaped."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def _text(text: str, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    patch_cache_control(response, no_cache=True)
    return response
