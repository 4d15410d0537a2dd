"""The template context that every page needs around its content."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.demo import progress
from cms.navigation import home_page, language_links, menu, site_name


def site_navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name, home page, menu and languages, each fetched only if shown.

    Also the progress of the loading of the sample content, in its first minutes.
    """
    return {
        "site_name": SimpleLazyObject(lambda: site_name(request)),
        "home_page": SimpleLazyObject(lambda: home_page(request)),
        "languages": SimpleLazyObject(lambda: language_links(None, request)),
        "site_navigation": SimpleLazyObject(lambda: menu(request)),
        "sample_progress": progress.current,
    }
