"""What happens on the site, told to the ledger. Handlers mark and enqueue, nothing else."""

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

from assistant.curated import forget_none
from assistant.ingestion import ledger
from assistant.models import CuratedAnswer
from assistant.tasks import embed_wordings, enqueue_on_commit, reconcile_sources, sync_source

#: Fields that saving a draft touches. A save of these alone changes nothing that the public sees.
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
#: Fields that Wagtail fills in when it first shows a document.
_FILE_FACTS = {"file_size", "file_hash"}


def pages_changed(pages: list[int]) -> None:
    """Have live pages read again. For sites whose pages show what is kept elsewhere."""
    _mark("page", pages)


def _mark(kind: ledger.Kind, objects: list[int], *, known_only: bool = False) -> None:
    for row in ledger.mark(kind, objects, known_only=known_only):
        enqueue_on_commit(sync_source, row)


def page_changed(instance: Page, **kwargs: Any) -> None:
    """A page was published. An alias repeats another page's text, and publishes its documents."""
    if instance.alias_of_id is None:
        _mark("page", [instance.pk])
    else:
        structure_changed()


def page_withdrawn(instance: Page, **kwargs: Any) -> None:
    """A page was unpublished, perhaps on its way out: a new row for it could not be kept."""
    if instance.alias_of_id is None:
        _mark("page", [instance.pk], known_only=True)
    else:
        structure_changed()


def page_saved(
    instance: Page, update_fields: frozenset[str] | None = None, raw: bool = False, **kwargs: Any
) -> None:
    """A live page was saved without being published, as expiry and scripts do."""
    draft_only = update_fields is not None and set(update_fields) <= _DRAFT_FIELDS
    if not raw and not draft_only and isinstance(instance, Page):
        page_changed(instance)


def subtree_changed(instance: Page, **kwargs: Any) -> None:
    """A page moved, and its descendants' surroundings and addresses with it.

    Wagtail keeps for an hour where sites begin, and forgets it when a site's root page changes,
    not when one above it does: the pages of that site would have no address meanwhile.
    """
    transaction.on_commit(Site.clear_site_root_paths_cache)
    _mark("page", ledger.under(instance.path))


def document_changed(
    instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """A document was saved."""
    if update_fields is None or not set(update_fields) <= _FILE_FACTS:
        _mark("document", [instance.pk])


def link_removed(instance: ReferenceIndex, **kwargs: Any) -> None:
    """A page links to a document no more, which may have been the last to do so."""
    if instance.to_content_type.model_class() is get_document_model():
        _mark("document", [int(instance.to_object_id)], known_only=True)


def snippet_changed(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A snippet was saved, or is about to be deleted: the pages that name it show another text."""
    if not raw and sender in get_snippet_models():
        _mark("page", ledger.pages_naming(instance), known_only=True)


def curated_changed(**kwargs: Any) -> None:
    """A curated answer was saved: its wordings are embedded, and this process looks for it."""
    forget_none()
    transaction.on_commit(forget_none)
    enqueue_on_commit(embed_wordings)


def structure_changed(**kwargs: Any) -> None:
    """Something that decides over many sources changed: a restriction, a collection, a site.

    Also after a deletion: the rows are gone with the page, what they left in the index goes now.
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
