"""The navigation of the site: its menu, breadcrumbs and language switcher.

Everything here returns plain values that templates show. Results of queries are kept on the
request, so that no function repeats a query of another. No result names a page that this reader may
not see.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from wagtail.models import Page, Site

from cms.access import closed_paths, home_page, lineage, readable
from cms.i18n import page_with_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link to a page in a menu or a breadcrumb. `path` is the page's place in the tree."""

    title: str
    url: str
    language: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LanguageLink:
    """A language in the language switcher.

    `translated` is false where the link leads to another page because the current one is not
    translated.
    """

    code: str
    name: str
    url: str
    translated: bool
    current: bool
    page: Page | None = None


def site_name(request: HttpRequest) -> str:
    """Return the site's name in Wagtail's settings, else `WAGTAIL_SITE_NAME`."""
    site = Site.find_for_request(request)
    return (site.site_name if site else "") or settings.WAGTAIL_SITE_NAME


def text_language(page: Page) -> str:
    """Return the code of the language that the page's text is written in.

    For an alias it is the language of the page whose text the alias shows.
    """
    return page_with_text(page).locale.language_code


def _link(page: Page, request: HttpRequest) -> Link:
    return Link(
        title=page.title,
        url=page.get_url(request) or "",
        language=text_language(page),
        path=page.path,
    )


def menu(request: HttpRequest) -> list[Link]:
    """Return links to the pages below the home page that are shown in menus, in tree order."""
    home = home_page(request)
    if home is None:
        return []
    pages = readable(home.get_children().live().in_menu(), request)
    return [_link(page, request) for page in pages.select_related("locale", "alias_of__locale")]


def breadcrumbs(page: Page, request: HttpRequest) -> list[Link]:
    """Return links to the pages above this one, from the home page down.

    The list is empty for the home page itself.
    """
    home, closed = home_page(request), closed_paths(request)
    top = home.depth if home is not None else 0
    return [
        _link(above, request)
        for above in lineage(page, request)
        if above.live
        and top <= above.depth < page.depth
        and not any(above.path.startswith(path) for path in closed)
    ]


def _nearest_translations(page: Page, request: HttpRequest) -> dict[str, Page]:
    """Return, by language code, the page's translation or else that of the nearest page above it.

    Languages in which no page of the lineage is written are left out.
    """
    depths = {above.translation_key: above.depth for above in lineage(page, request)}
    # Wagtail fills a missing translation with an alias of a page in another language. It is no
    # translation, so it is left out.
    written_there = Q(alias_of=None) | Q(alias_of__locale=F("locale"))
    pages = readable(Page.objects.live().filter(written_there), request)
    found: dict[str, Page] = {}
    for other in pages.filter(translation_key__in=depths).select_related("locale"):
        known = found.get(other.locale.language_code)
        if known is None or depths[known.translation_key] < depths[other.translation_key]:
            found[other.locale.language_code] = other
    return found


def language_links(page: Page | None, request: HttpRequest) -> list[LanguageLink]:
    """Return a link for each language of the site; none of them is dead.

    A link leads to the page's translation; else to that of the nearest page above that is
    translated; else to the language's front page. Without a page (the search page, an error page)
    it leads to the same address in that language.
    """
    found = _nearest_translations(page, request) if page is not None else {}
    key = page.translation_key if page is not None else None
    active = get_language()
    links = []
    for code, name in settings.LANGUAGES:
        other = found.get(code)
        if other is not None:
            url = other.get_url(request) or ""
            translated = other.translation_key == key
        else:
            url, translated = _fallback_link(code, page, request)
        links.append(
            LanguageLink(
                code=code,
                name=name,
                url=url,
                translated=translated,
                current=code == active,
                page=other if translated else None,
            )
        )
    return links


def _fallback_link(code: str, page: Page | None, request: HttpRequest) -> tuple[str, bool]:
    """Return a link's address in the language, and whether it leads to the same content.

    For the search page that is the search in the other language, else it is the front page.
    """
    match = request.resolver_match
    if page is None and match is not None and match.url_name == "search":
        return translate_url(request.get_full_path(), code), True
    with override(code):
        return reverse("wagtail_serve", args=[""]), page is None
