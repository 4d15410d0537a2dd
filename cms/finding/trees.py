"""Which pages of a kind a reader of one language is offered.

Those of the language's own tree; and, from the other trees, originals that have no counterpart in
it yet: a reader gets what there is, marked with its language, rather than nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from cms.models.base import HubPage
from cms.navigation import home_page
from cms.readable import readable

#: The length of a path down to the pages right below the root.
_TOP = 2 * Page.steplen


def tree_of(page: Page, request: HttpRequest) -> tuple[str, list[str]]:
    """The path of the language tree that the page is in, and those of its other languages."""
    home = home_page(request)
    if home is None:
        return page.path[:_TOP], []
    roots = list(
        Page.objects.filter(translation_key=home.translation_key).values_list(
            "path", "locale__language_code"
        )
    )
    own = next((path for path, _ in roots if page.path.startswith(path)), page.path[:_TOP])
    roots.sort(key=lambda root: root[1] != settings.LANGUAGE_CODE)
    return own, [path for path, _ in roots if path != own]


def offered(
    kind: type[HubPage], trees: tuple[str, list[str]], request: HttpRequest
) -> QuerySet[Any]:
    """The live pages of the kind for the reader of a tree; of several originals each."""
    own, others = trees
    pages = readable(kind.objects.live(), request)
    here = Q(path__startswith=own)
    if not others:
        return pages.filter(here)
    counterpart = readable(Page.objects.live(), request).filter(
        path__startswith=own, translation_key=OuterRef("translation_key")
    )
    elsewhere = Q()
    for path in others:
        elsewhere |= Q(path__startswith=path)
    return pages.filter(here | (elsewhere & Q(alias_of=None) & ~Exists(counterpart)))


def one_each(rows: Iterable[dict[str, Any]], trees: tuple[str, list[str]]) -> list[dict[str, Any]]:
    """The rows, one for each translation key, from the first tree that has it.

    A row needs `path` and `translation_key`.
    """
    order = [trees[0], *trees[1]]

    def rank(row: dict[str, Any]) -> int:
        return next((i for i, path in enumerate(order) if row["path"].startswith(path)), 0)

    best: dict[Any, dict[str, Any]] = {}
    for row in rows:
        key = row["translation_key"]
        # Two copies in one tree are two pages: an editor put them there.
        if rank(row) == 0:
            key = row["path"]
        known = best.get(key)
        if known is None or rank(row) < rank(known):
            best[key] = row
    return list(best.values())


def specific_pages(pks: Iterable[int], kinds: Iterable[type[HubPage]]) -> list[Any]:
    """The pages of these keys as their own kinds with their languages, in order; a query a kind."""
    wanted = list(pks)
    found: dict[int, Any] = {}
    for kind in kinds:
        rows = kind.objects.filter(pk__in=wanted) if len(found) < len(wanted) else ()
        if rows:
            found |= {page.pk: page for page in rows.select_related("locale", "alias_of__locale")}
    return [found[pk] for pk in wanted if pk in found]
