"""Signal handlers: record changes of the site in the ledger, and enqueue tasks; nothing else."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Site,
)
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move
from wagtail.snippets.models import get_snippet_models

from assistant.curated import expect_answers
from assistant.ingestion import ledger
from assistant.models import CuratedAnswer
from assistant.tasks import embed_wordings, enqueue_on_commit, reconcile_sources, sync_source

#: Fields that saving a draft changes. A save of only these changes nothing that the public sees.
_DRAFT_FIELDS = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "locked",
    "locked_at",
    "locked_by",
    "go_live_at",
}
#: Fields that Wagtail computes when it first shows a document.
_FILE_FACTS = {"file_size", "file_hash"}


def pages_changed(pages: list[int]) -> None:
    """Have live pages indexed again. For sites whose pages show data from elsewhere."""
    _mark("page", pages)


def _mark(kind: ledger.SourceKind, objects: list[int], *, known_only: bool = False) -> None:
    """Mark sources in the ledger, and enqueue their indexing."""
    for row in ledger.mark(kind, objects, known_only=known_only):
        enqueue_on_commit(sync_source, row)


def page_changed(instance: Page, **kwargs: Any) -> None:
    """Have a page indexed that was published.

    An alias has no text of its own, but may make documents public or hidden, so that the whole
    index is compared with the site.
    """
    if instance.alias_of_id is None:
        _mark("page", [instance.pk])
    else:
        structure_changed()


def page_withdrawn(instance: Page, **kwargs: Any) -> None:
    """Have the passages of a page removed that was unpublished.

    It may be about to be deleted, so that a new ledger row for it could not be saved.
    """
    if instance.alias_of_id is None:
        _mark("page", [instance.pk], known_only=True)
    else:
        structure_changed()


def page_saved(
    instance: Page, update_fields: frozenset[str] | None = None, raw: bool = False, **kwargs: Any
) -> None:
    """Have a live page indexed that was saved without being published, as expiry and scripts do."""
    draft_only = update_fields is not None and set(update_fields) <= _DRAFT_FIELDS
    if not raw and not draft_only and isinstance(instance, Page):
        page_changed(instance)


def subtree_changed(instance: Page, **kwargs: Any) -> None:
    """Have a page indexed that moved, and its descendants, whose addresses changed.

    Wagtail caches for an hour where sites begin, and clears the cache when a site's root page
    changes, but not when a page above it does: meanwhile the pages of that site would have no
    address.
    """
    transaction.on_commit(Site.clear_site_root_paths_cache)
    _mark("page", ledger.live_pages_under(instance.path))


def document_changed(
    instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """Have a document indexed that was saved."""
    if update_fields is None or not set(update_fields) <= _FILE_FACTS:
        _mark("document", [instance.pk])


def link_removed(instance: ReferenceIndex, **kwargs: Any) -> None:
    """Have a document checked to which a page no longer links: it may have been the last link."""
    if instance.to_content_type.model_class() is get_document_model():
        _mark("document", [int(instance.to_object_id)], known_only=True)


def snippet_changed(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Have the pages indexed that refer to a snippet that was saved or is about to be deleted."""
    if not raw and sender in get_snippet_models():
        _mark("page", ledger.pages_referring_to(instance), known_only=True)


def curated_changed(**kwargs: Any) -> None:
    """Have the wordings of a saved curated answer embedded, and let this process look for it."""
    expect_answers()
    transaction.on_commit(expect_answers)
    enqueue_on_commit(embed_wordings)


def structure_changed(**kwargs: Any) -> None:
    """Have the index compared with the site: a restriction, a collection or a site changed.

    Also after a deletion: the ledger's rows were deleted with the page; what is left of it in the
    index is removed now.
    """
    enqueue_on_commit(reconcile_sources)


def connect() -> None:
    """Connect all handlers; called once, when the app is ready."""
    page_published.connect(page_changed)
    page_unpublished.connect(page_withdrawn)
    post_save.connect(page_saved)
    post_page_move.connect(subtree_changed)
    page_slug_changed.connect(subtree_changed)
    post_save.connect(snippet_changed)
    pre_delete.connect(snippet_changed)
    post_save.connect(curated_changed, sender=CuratedAnswer)
    post_delete.connect(link_removed, sender=ReferenceIndex)
    document = get_document_model()
    post_save.connect(document_changed, sender=document)
    for model in (PageViewRestriction, CollectionViewRestriction, Collection, Site):
        post_save.connect(structure_changed, sender=model)
        post_delete.connect(structure_changed, sender=model)
    for model in (Page, document):
        post_delete.connect(structure_changed, sender=model)
    for model in (PageViewRestriction, CollectionViewRestriction):
        m2m_changed.connect(structure_changed, sender=model.groups.through)
