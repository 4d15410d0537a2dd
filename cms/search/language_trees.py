"""Which pages of a kind a reader of one language is offered.

These are the pages of the language's own tree, and originals in other trees without a counterpart
in it: readers get them marked with their language rather than nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page, Site

from cms.access import readable
from cms.models import HubPage


def tree_of(page: Page, request: HttpRequest) -> tuple[str, list[str]]:
    """Return the `url_path` of the page's language tree, and a list of those of the other trees.

    The list begins with the tree of the site's main language.
    """
    site = Site.find_for_request(request)
    roots = [root for root in Site.get_site_root_paths() if site and root.site_id == site.pk]
    roots.sort(key=lambda root: (root.language_code != settings.LANGUAGE_CODE, root.root_path))
    paths = [root.root_path for root in roots]
    own = next((path for path in paths if page.url_path.startswith(path)), None)
    if own is None:
        return "/".join(page.url_path.split("/")[:2]) + "/", []
    return own, [path for path in paths if path != own]


def offered(
    kind: type[HubPage], trees: tuple[str, list[str]], request: HttpRequest
) -> QuerySet[Any]:
    """Return the live pages of the kind for a reader of the first tree.

    If several other trees have the original of a page, each of them is returned: see
    `one_per_translation`.
    """
    own, others = trees
    pages = readable(kind.objects.live(), request)
    here = Q(url_path__startswith=own)
    if not others:
        return pages.filter(here)
    counterpart = readable(Page.objects.live(), request).filter(
        url_path__startswith=own, translation_key=OuterRef("translation_key")
    )
    elsewhere = Q()
    for path in others:
        elsewhere |= Q(url_path__startswith=path)
    return pages.filter(here | (elsewhere & Q(alias_of=None) & ~Exists(counterpart)))


def one_per_translation(
    rows: Iterable[dict[str, Any]], trees: tuple[str, list[str]]
) -> list[dict[str, Any]]:
    """Return one row for each translation key, from the first tree that has it.

    Rows need `pk`, `url_path` and `translation_key`. Pages of the first tree are all kept.
    """
    order = [trees[0], *trees[1]]

    def rank(row: dict[str, Any]) -> int:
        return next((i for i, path in enumerate(order) if row["url_path"].startswith(path)), 0)

    best: dict[Any, dict[str, Any]] = {}
    for row in rows:
        key = row["translation_key"]
        # Two copies of a page in this tree are two pages: an editor put them there.
        if rank(row) == 0:
            key = row["pk"]
        known = best.get(key)
        if known is None or rank(row) < rank(known):
            best[key] = row
    return list(best.values())
