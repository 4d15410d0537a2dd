"""The pages above a page, fetched once for a request.

Breadcrumbs, the language switcher and the notices about translations all need them.
"""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail_localize.models import Translation

_HOME, _LINEAGES = "_cms_home_page", "_cms_lineages"


def home_page(request: HttpRequest) -> Page | None:
    """Return the home page in the reader's language, else in the site's; None without a site."""
    if not hasattr(request, _HOME):
        site = Site.find_for_request(request)
        setattr(request, _HOME, site.root_page.localized if site else None)
    return getattr(request, _HOME)


def lineage(page: Page, request: HttpRequest) -> list[Page]:
    """Return the pages from the first below the root down to this one, live or not, open or closed.

    Each comes with its locale and the page it is an alias of, and with `is_translation`: whether
    wagtail-localize translates it. The result is kept on the request. `page` itself gets its locale
    and alias from the result, which spares queries later.
    """
    known: dict[str, list[Page]] = request.__dict__.setdefault(_LINEAGES, {})
    if page.path not in known:
        steps = range(2 * Page.steplen, len(page.path) + 1, Page.steplen)
        translations = Translation.objects.filter(
            source__object=OuterRef("translation_key"), target_locale=OuterRef("locale")
        )
        found = Page.objects.filter(path__in=[page.path[:end] for end in steps])
        found = found.annotate(is_translation=Exists(translations)).order_by("path")
        known[page.path] = list(
            found.select_related("locale", "alias_of__locale", "alias_of__alias_of")
        )
        _keep_home_page(known[page.path], request)
    if known[page.path]:
        _copy_relations(page, known[page.path][-1])
    return known[page.path]


def is_known_original(page: Page, request: HttpRequest) -> bool:
    """Return whether the request's lineage already shows that the page is no translation.

    Asks no query: False may also mean that the lineage was not fetched.
    """
    known = request.__dict__.get(_LINEAGES, {}).get(page.path)
    return bool(known) and known[-1].pk == page.pk and not known[-1].is_translation


def _copy_relations(page: Page, same: Page) -> None:
    """Copy the locale and the alias of `same`, another instance of the page, to the page."""
    if page.pk != same.pk:
        return
    for name, key in (("locale", "locale_id"), ("alias_of", "alias_of_id")):
        if getattr(page, key) == getattr(same, key):
            setattr(page, name, getattr(same, name))


def _keep_home_page(pages: list[Page], request: HttpRequest) -> None:
    """Keep the home page in the reader's language on the request, if it is among these pages."""
    site = Site.find_for_request(request)
    if hasattr(request, _HOME) or site is None:
        return
    key, language = site.root_page.translation_key, get_language()
    for page in pages:
        if page.translation_key == key and page.live and page.locale.language_code == language:
            setattr(request, _HOME, page)
