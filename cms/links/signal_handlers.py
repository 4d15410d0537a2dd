"""Checks links when pages change: publishing may mend links, removing a page may break others'."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import pre_delete
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from cms.links.models import Round
from cms.links.tasks import check_page, enqueue


def check_published_page(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Check the page itself, unless no round has ever been finished."""
    if Round.objects.filter(finished_at__isnull=False).exists():
        enqueue(check_page, instance.pk)


def check_linking_pages(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Check the pages that link to what is unpublished or deleted."""
    if not isinstance(instance, Page | get_document_model()):
        return
    references = ReferenceIndex.get_references_to(instance).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    pages = {int(pk) for pk in references.values_list("object_id", flat=True)}
    for pk in sorted(pages - {instance.pk if isinstance(instance, Page) else 0})[:200]:
        enqueue(check_page, pk)


def connect() -> None:
    """Connect to the signals of pages and documents."""
    page_published.connect(check_published_page, dispatch_uid="links.published")
    page_unpublished.connect(check_linking_pages, dispatch_uid="links.unpublished")
    pre_delete.connect(check_linking_pages, dispatch_uid="links.deleted")
