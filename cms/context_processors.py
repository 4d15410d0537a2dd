"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.demo import progress
from cms.navigation import home_page, language_links, menu, site_name


def site_navigation(request: HttpRequest) -> dict[str, Any]:
    """The site's name, home page, menu and languages, fetched only where they are shown.

    Also how far the load of the sample content is, in its first minutes.
    """
    return {
        "site_name": SimpleLazyObject(lambda: site_name(request)),
        "home_page": SimpleLazyObject(lambda: home_page(request)),
        "languages": SimpleLazyObject(lambda: language_links(None, request)),
        "site_navigation": SimpleLazyObject(lambda: menu(request)),
        "sample_progress": progress.current,
    }
