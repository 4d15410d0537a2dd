"""Which pages one reader may see: anonymous readers see public pages, members also their own.

Listings, menus, the language switcher and the headless API all ask here. What the assistant may
quote is decided in `assistant.access.visibility`, for anonymous readers only.
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

_CACHE, _COLLECTIONS = "_cms_closed_paths", "_cms_closed_collections"


def _under(paths: list[str], field: str) -> Q:
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _refused(restrictions: QuerySet, request: HttpRequest) -> list[BaseViewRestriction]:
    if not hasattr(request, "session"):
        return list(restrictions)  # a request made in code has passed no door
    return [item for item in restrictions if not item.accept_request(request)]


def closed_paths(request: HttpRequest) -> list[str]:
    """The tree paths of the pages that are closed to this reader, each with all that is below it.

    An alias is as closed as the page it shows, which Wagtail's own `public()` overlooks.
    """
    if not hasattr(request, _CACHE):
        restrictions = PageViewRestriction.objects.select_related("page")
        found = [item.page.path for item in _refused(restrictions, request)]
        closed, newest = list(found), found
        while newest:
            aliases = Page.objects.filter(_under(newest, "alias_of__path"))
            newest = [
                path
                for path in aliases.values_list("path", flat=True)
                if not any(path.startswith(known) for known in closed)
            ]
            closed += newest
        setattr(request, _CACHE, closed)
    return getattr(request, _CACHE)


def readable(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """The pages of the queryset that are not closed to this reader. Says nothing about `live`."""
    closed = closed_paths(request)
    return pages.exclude(_under(closed, "path")) if closed else pages


def closed_collections(request: HttpRequest) -> tuple[str, ...]:
    """The tree paths of the collections that are closed to this reader."""
    if not hasattr(request, _COLLECTIONS):
        restrictions = CollectionViewRestriction.objects.select_related("collection")
        refused = _refused(restrictions, request)
        setattr(request, _COLLECTIONS, tuple(item.collection.path for item in refused))
    return getattr(request, _COLLECTIONS)


def document_is_readable(document: AbstractDocument, request: HttpRequest) -> bool:
    """Whether the privacy of its collection and those above lets this reader open the document."""
    closed = closed_collections(request)
    return not closed or not document.collection.path.startswith(closed)
