"""Which pages and documents a reader may see: visitors the public ones, members also their own.

Listings, menus, the language switcher and the headless API use it. What the assistant may quote is
decided in `assistant.access.visibility`, for anonymous readers only.
"""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.documents.models import AbstractDocument
from wagtail.models import (
    BaseViewRestriction,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

_CLOSED_PATHS, _CLOSED_COLLECTIONS = "_cms_closed_paths", "_cms_closed_collections"


def _at_or_below(paths: list[str], field: str) -> Q:
    """Return the condition that the path in `field` is one of these paths or below one."""
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _restrictions_against(
    restrictions: QuerySet, request: HttpRequest
) -> list[BaseViewRestriction]:
    """Return the restrictions that the reader of the request doesn't pass."""
    if not hasattr(request, "session"):
        return list(restrictions)  # a request made in code has passed no door
    return [item for item in restrictions if not item.accept_request(request)]


def closed_paths(request: HttpRequest) -> list[str]:
    """Return the tree paths of pages closed to this reader; each closes all that is below it, too.

    An alias of a closed page is closed as well, which Wagtail's own `public()` overlooks.
    """
    if not hasattr(request, _CLOSED_PATHS):
        restrictions = PageViewRestriction.objects.select_related("page")
        found = [item.page.path for item in _restrictions_against(restrictions, request)]
        closed, newest = list(found), found
        while newest:
            aliases = Page.objects.filter(_at_or_below(newest, "alias_of__path"))
            newest = [
                path
                for path in aliases.values_list("path", flat=True)
                if not any(path.startswith(known) for known in closed)
            ]
            closed += newest
        setattr(request, _CLOSED_PATHS, closed)
    return getattr(request, _CLOSED_PATHS)


def readable(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Return the pages of the queryset that are not closed to this reader, live or not."""
    closed = closed_paths(request)
    return pages.exclude(_at_or_below(closed, "path")) if closed else pages


def closed_collections(request: HttpRequest) -> tuple[str, ...]:
    """Return the tree paths of the collections that are closed to this reader."""
    if not hasattr(request, _CLOSED_COLLECTIONS):
        restrictions = CollectionViewRestriction.objects.select_related("collection")
        refused = _restrictions_against(restrictions, request)
        setattr(request, _CLOSED_COLLECTIONS, tuple(item.collection.path for item in refused))
    return getattr(request, _CLOSED_COLLECTIONS)


def document_is_readable(document: AbstractDocument, request: HttpRequest) -> bool:
    """Return whether the document's collection and those above it are open to this reader."""
    closed = closed_collections(request)
    return not closed or not document.collection.path.startswith(closed)
