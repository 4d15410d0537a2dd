"""What is public: one truth, asked when indexing and again when answering.

A visitor without a session is the measure. Wagtail's own `.public()` looks at a page's path
only, and misses what an alias inherits from the page it mirrors.
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
    """The outer row's path cut to this row's length: equal for an ancestor or the row itself."""
    return Substr(OuterRef(reference), 1, Length("path"))


def public_pages() -> QuerySet[Page]:
    """Pages that an anonymous visitor can open."""
    restricted = PageViewRestriction.objects.values("page")
    mirrors = Page.objects.filter(alias_of__in=restricted).values("pk")
    # Written on the row's own columns, so that the few restricted pages are found by index
    # and compared, instead of walking all pages for each row.
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
    """Whether the site that the outer page's address names leads to it; no row outside all sites.

    Wagtail serves a language from the translation of the site's root page, and where that is not
    live from the root page itself, below which the translation's pages are not.
    """
    root = Page.objects.filter(
        path=Substr(OuterRef(OuterRef("path")), 1, Length("path")),
        translation_key=OuterRef("root_page__translation_key"),
    )
    # In the order of `Site.get_site_root_paths`, whose first gives a page its address.
    rows: QuerySet[Any] = (
        Site.objects.filter(Exists(root))
        .annotate(leads=Exists(root.filter(Q(live=True) | Q(pk=OuterRef("root_page")))))
        .order_by("-root_page__url_path", "-is_default_site", "hostname")
        .values("leads")[:1]
    )
    return rows


def indexable_pages() -> QuerySet[Page]:
    """Public pages with a text of their own: an alias repeats another page's."""
    return public_pages().filter(alias_of__isnull=True)


def public_documents() -> QuerySet[Any]:
    """Documents that an anonymous visitor can open and, by default, that a public page links to."""
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
    public = public_pages().annotate(key=Cast("pk", CharField()))
    rows: QuerySet[Any] = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(get_document_model()),
        to_object_id=Cast(OuterRef("pk"), CharField()),
        base_content_type=ContentType.objects.get_for_model(Page),
    ).filter(Exists(public.filter(key=OuterRef("object_id"))))
    return rows


def visible_sources() -> QuerySet[Source]:
    """Ledger rows whose page or document is public now."""
    return Source.objects.filter(_visible())


def visible_ids(sources: Iterable[int]) -> set[int]:
    """Of these ids of ledger rows, those whose page or document is public now."""
    return {number for (number,) in _IDS.rows(sources)}


def visible_rows(columns: Callable[[], Iterable[str | Cast]]) -> CompiledQuery:
    """`visible_sources` of given ids, their columns, to be asked at every question.

    One query, so that nothing can change between two looks.
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
    """What the query for visible rows depends on, beside the rows."""
    kind = ContentType.objects.get_for_model
    documents = get_document_model()
    return (
        settings.index_unlinked_documents,
        documents,
        kind(documents).pk,
        kind(Page).pk,
    )


_IDS = visible_rows(lambda: ["pk"])
