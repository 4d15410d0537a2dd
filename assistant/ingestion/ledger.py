"""The ledger: one row for each source, which says whether its passages are up to date.

A row is marked as waiting in the transaction of the change itself, so that a lost task or a killed
worker loses nothing: whatever waits is found again by `reconcile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, TranslatableMixin

from assistant.access import indexable_pages, public_documents, visible_sources
from assistant.models import Edition, Passage, Source, Vector

SourceKind = Literal["page", "document"]


def mark(kind: SourceKind, object_ids: Iterable[int], *, known_only: bool = False) -> list[int]:
    """Record that pages or documents changed, and return the primary keys of their ledger rows.

    `object_ids` are primary keys of pages or documents. The rows wait from now on, with a new
    version and without the failures of earlier tries. Missing rows are created, unless
    `known_only`.
    """
    keys = sorted(set(object_ids))
    if not keys:
        return []
    column = f"{kind}_id"
    with transaction.atomic():
        if not known_only:
            Source.objects.bulk_create(
                [Source(**{column: key}, version=0) for key in keys], ignore_conflicts=True
            )
        rows = Source.objects.filter(**{f"{column}__in": keys})
        rows.update(
            version=F("version") + 1,
            state=Source.State.WAITING,
            marked_at=timezone.now(),
            attempts=0,
            reason="",
            error="",
            retry_at=None,
            done=None,
            total=None,
        )
        return list(rows.values_list("pk", flat=True))


def waiting() -> QuerySet[Source]:
    """Return the rows that wait to be indexed, those that wait longest first."""
    return Source.objects.filter(state=Source.State.WAITING).order_by("marked_at", "pk")


def due() -> QuerySet[Source]:
    """Return the waiting rows whose next try is not put off to a later time after a failure."""
    return waiting().filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now()))


def linked_documents(pages: Iterable[int]) -> list[int]:
    """Return the keys of the documents that these pages link to, by Wagtail's reference index."""
    keys = [str(page) for page in pages]
    if not keys:
        return []
    rows = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=keys,
        to_content_type=ContentType.objects.get_for_model(get_document_model()),
    )
    return sorted({int(key) for key in rows.values_list("to_object_id", flat=True)})


def pages_referring_to(thing: Model) -> list[int]:
    """Return the keys of the live pages whose text may change with a snippet.

    These are the pages that refer to the snippet, to its translations, or to another translatable
    object that refers to it: a page that names a directorate may show the ministry, too. Only this
    one step is followed.
    """
    pages: set[int] = set()
    step = {type(thing): {thing.pk}}
    for _ in range(2):
        found: dict[type[Model], set[Any]] = {}
        for kind, keys in step.items():
            for base, key in _references_to(kind, keys):
                found.setdefault(base, set()).add(key)
        pages |= {int(key) for key in found.pop(Page, ())}
        step = {kind: keys for kind, keys in found.items() if issubclass(kind, TranslatableMixin)}
    return list(Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True))


def _references_to(kind: type[Model], keys: set[Any]) -> Iterator[tuple[type[Model], Any]]:
    """Yield what refers to these objects in any language, as (base model, primary key)."""
    if issubclass(kind, TranslatableMixin):
        same = kind._default_manager.filter(pk__in=keys).values("translation_key")
        keys = set(
            kind._default_manager.filter(translation_key__in=same).values_list("pk", flat=True)
        )
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(kind),
        to_object_id__in=map(str, keys),
    ).select_related("base_content_type")
    for row in rows:
        base = row.base_content_type.model_class()
        if base is not None:
            yield base, row.object_id


def reconcile(edition: Edition) -> None:
    """Mark every source whose row in the ledger does not match the site.

    These are public sources without a row, and those that `_outdated` finds for this edition.
    """
    pages = Source.objects.filter(page=OuterRef("pk"))
    mark("page", indexable_pages().filter(~Exists(pages)).values_list("pk", flat=True))
    documents = Source.objects.filter(document=OuterRef("pk"))
    mark("document", public_documents().filter(~Exists(documents)).values_list("pk", flat=True))
    _mark_rows(_outdated(edition))


def _outdated(edition: Edition) -> set[int]:
    """Return the rows that wait for nothing and yet are wrong.

    They are indexed but no longer public, public but recorded as hidden, published again since they
    were marked, or have a passage in the edition whose vector is missing.
    """
    settled = Source.objects.exclude(state=Source.State.WAITING)
    public = set(visible_sources().values_list("pk", flat=True))
    indexed = set(
        settled.filter(Q(state=Source.State.INDEXED) | Q(passages__isnull=False)).values_list(
            "pk", flat=True
        )
    )
    hidden = set(settled.filter(state=Source.State.HIDDEN).values_list("pk", flat=True))
    republished = set(
        settled.filter(page__last_published_at__gt=F("marked_at")).values_list("pk", flat=True)
    )
    vector = Vector.objects.filter(model=edition.model, text_hash=OuterRef("text_hash"))
    without_vector = set(
        Passage.objects.filter(~Exists(vector), edition=edition, source__in=settled.values("pk"))
        .values_list("source", flat=True)
        .order_by()
    )
    return (indexed - public) | (hidden & public) | republished | without_vector


def _mark_rows(rows: set[int]) -> None:
    """Mark ledger rows, given by their primary keys, as waiting."""
    for kind in ("page", "document"):
        keys = Source.objects.filter(pk__in=rows, **{f"{kind}__isnull": False})
        mark(kind, keys.values_list(f"{kind}_id", flat=True))


def live_pages_under(path: str) -> list[int]:
    """Return the keys of the live pages at and below a treebeard path."""
    return list(Page.objects.filter(path__startswith=path, live=True).values_list("pk", flat=True))
