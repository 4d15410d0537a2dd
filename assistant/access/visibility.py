"""The queries that decide what is public, used when indexing and again when answering.

Public is what a visitor without a session can open. Wagtail's own `.public()` looks only at a
page's path, and misses what an alias inherits from the page that it repeats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Length, Substr
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Site,
)

from assistant.conf import settings
from assistant.db import CompiledQuery
from assistant.models import Source


def _prefix_of_outer(reference: str = "path") -> Substr:
    """Return the outer row's path cut to this row's length: equal for its ancestors and itself."""
    return Substr(OuterRef(reference), 1, Length("path"))


def public_pages() -> QuerySet[Page]:
    """Return the pages that an anonymous visitor can open."""
    restricted = PageViewRestriction.objects.values("page")
    mirrors = Page.objects.filter(alias_of__in=restricted).values("pk")
    # The condition is on columns of the restricting page, so that the database finds the few
    # restricted pages by index and compares these, instead of all pages for each row.
    restricting = Page.objects.filter(path=_prefix_of_outer()).filter(
        Q(pk__in=restricted) | Q(alias_of__in=restricted) | Q(alias_of__in=mirrors)
    )
    rows: QuerySet[Any] = (
        Page.objects.filter(live=True)
        .alias(reached=Subquery(_sites_of_outer()))
        .filter(~Exists(restricting), reached=True)
    )
    return rows


def _sites_of_outer() -> QuerySet[Any]:
    """Return a subquery that says whether the site of the outer page leads to that page.

    It has no row for a page outside all sites. Wagtail serves a language from the translation of
    the site's root page. If that is not live, it serves the root page itself, so that pages below
    the translation can't be reached.
    """
    root = Page.objects.filter(
        path=Substr(OuterRef(OuterRef("path")), 1, Length("path")),
        translation_key=OuterRef("root_page__translation_key"),
    )
    # The order of `Site.get_site_root_paths`, whose first match gives a page its address.
    rows: QuerySet[Any] = (
        Site.objects.filter(Exists(root))
        .annotate(leads=Exists(root.filter(Q(live=True) | Q(pk=OuterRef("root_page")))))
        .order_by("-root_page__url_path", "-is_default_site", "hostname")
        .values("leads")[:1]
    )
    return rows


def indexable_pages() -> QuerySet[Page]:
    """Return the public pages with a text of their own; an alias repeats another page's text."""
    return public_pages().filter(alias_of__isnull=True)


def public_documents() -> QuerySet[Any]:
    """Return the documents that an anonymous visitor can open.

    By default only those that a public page links to.
    """
    restricting = Collection.objects.filter(
        path=_prefix_of_outer("collection__path"),
        pk__in=CollectionViewRestriction.objects.values("collection"),
    )
    documents: QuerySet[Any] = get_document_model().objects.filter(~Exists(restricting))
    if settings.index_unlinked_documents:
        return documents
    rows: QuerySet[Any] = documents.filter(Exists(_links_from_public_pages()))
    return rows


def _links_from_public_pages() -> QuerySet[ReferenceIndex]:
    """Return the references from public pages to the outer document."""
    public = public_pages().annotate(key=Cast("pk", CharField()))
    rows: QuerySet[Any] = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(get_document_model()),
        to_object_id=Cast(OuterRef("pk"), CharField()),
        base_content_type=ContentType.objects.get_for_model(Page),
    ).filter(Exists(public.filter(key=OuterRef("object_id"))))
    return rows


def visible_sources() -> QuerySet[Source]:
    """Return the ledger rows whose page or document is public now."""
    return Source.objects.filter(_visible())


def visible_ids(sources: Iterable[int]) -> set[int]:
    """Return those of these ledger rows (keys) whose page or document is public now."""
    return {number for (number,) in _IDS.rows(sources)}


def visible_rows(columns: Callable[[], Iterable[str | Cast]]) -> CompiledQuery:
    """Return a compiled query for these columns of visible rows, given ledger rows' keys.

    It is made for every question: a single query, so that nothing can change between visibility
    and content.
    """
    return CompiledQuery(
        lambda ids: Source.objects.filter(_visible(), pk__in=ids).values_list(*columns()),
        _public_by,
    )


def _visible() -> Q:
    pages = indexable_pages().filter(pk=OuterRef("page_id"))
    documents = public_documents().filter(pk=OuterRef("document_id"))
    return Q(page__isnull=False) & Exists(pages) | Q(document__isnull=False) & Exists(documents)


def _public_by() -> tuple[object, ...]:
    """Return what the compiled query depends on besides its parameters."""
    kind = ContentType.objects.get_for_model
    documents = get_document_model()
    return (
        settings.index_unlinked_documents,
        documents,
        kind(documents).pk,
        kind(Page).pk,
    )


_IDS = visible_rows(lambda: ["pk"])
