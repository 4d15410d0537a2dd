"""Explains why a page or document is not in the index, and what an editor can do about it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import CollectionViewRestriction, Page, Site

from assistant.access import indexable_pages, public_documents
from assistant.ingestion import SourceKind
from assistant.models import Source


class ExclusionReason(TextChoices):
    """A reason why something is not indexed that is no failure."""

    DRAFT = "draft", _("It is not published.")
    EXPIRED = "expired", _("It has expired.")
    ALIAS = "alias", _("It repeats another page (it is an alias), which is indexed in its place.")
    NOWHERE = "nowhere", _("It is not part of a site.")
    PRIVATE = "private", _("Not everybody may open it.")
    UNLINKED = "unlinked", _("No public page links to it.")


#: What an editor can do about a reason; nothing can be done about those left out.
_REMEDIES: dict[str, Any] = {
    ExclusionReason.DRAFT: _("Publish it to have it indexed."),
    ExclusionReason.EXPIRED: _("Publish it with a later date to have it indexed."),
    ExclusionReason.PRIVATE: _(
        "Answers are given only from what everybody may read. Lift the restriction to have it "
        "indexed; it may stand on a page or collection above this one."
    ),
    ExclusionReason.UNLINKED: _("Link to it from a published page to have it indexed."),
    Source.Reason.TYPE: _("Offer the same text as PDF, Word or plain text."),
    Source.Reason.SIZE: _("Split the file into parts, or ask an operator for a higher limit."),
    Source.Reason.LOCKED: _("Upload a version without a password."),
    Source.Reason.DAMAGED: _("Open the file on your computer, save it anew and upload that."),
    Source.Reason.HOSTILE: _("Export the file anew with another program and upload that."),
    Source.Reason.SLOW: _("Split the file into parts, or upload a simpler version."),
    Source.Reason.MEMORY: _("Split the file into parts, or upload a simpler version."),
    Source.Reason.NO_TEXT: _("Run text recognition (OCR) on the file and upload the result."),
    Source.Reason.PART: _("Run text recognition (OCR) on the file and upload the result."),
    Source.Reason.MODEL: _("It is tried again by itself. If this lasts, tell an operator."),
    Source.Reason.STORE: _("It is tried again by itself. If this lasts, tell an operator."),
    Source.Reason.DATABASE: _("It is tried again by itself. If this lasts, tell an operator."),
    Source.Reason.PAGE: _(
        "Open the page on the site. If it shows well there, index it again; else tell an operator."
    ),
    Source.Reason.OTHER: _("Index it again. If it fails once more, tell an operator."),
}


def remedy(reason: str) -> str:
    """Return what an editor can do about a reason; empty if nothing.

    `reason` is an `ExclusionReason` or a `Source.Reason`.
    """
    return str(_REMEDIES.get(str(reason), ""))


def exclusions(kind: SourceKind, objects: QuerySet[Any]) -> dict[int, ExclusionReason]:
    """Return those of these pages or documents that are not to be indexed, by key, and why."""
    return _page_exclusions(objects) if kind == "page" else _document_exclusions(objects)


def _page_exclusions(pages: QuerySet[Page]) -> dict[int, ExclusionReason]:
    public = set(indexable_pages().filter(pk__in=pages.values("pk")).values_list("pk", flat=True))
    roots = tuple(_site_roots())
    found = {}
    facts = pages.order_by().values_list("pk", "live", "expired", "alias_of", "path")
    for key, live, expired, alias_of, path in facts:
        if key in public:
            continue
        if not live:
            found[key] = ExclusionReason.EXPIRED if expired else ExclusionReason.DRAFT
        elif alias_of:
            found[key] = ExclusionReason.ALIAS
        else:
            found[key] = (
                ExclusionReason.PRIVATE if path.startswith(roots) else ExclusionReason.NOWHERE
            )
    return found


def _document_exclusions(documents: QuerySet[Any]) -> dict[int, ExclusionReason]:
    public = set(
        public_documents().filter(pk__in=documents.values("pk")).values_list("pk", flat=True)
    )
    restricted = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return {
        key: ExclusionReason.PRIVATE if path.startswith(restricted) else ExclusionReason.UNLINKED
        for key, path in documents.order_by().values_list("pk", "collection__path")
        if key not in public
    }


def _site_roots() -> list[str]:
    """Return the tree paths of the sites' root pages, in every language."""
    roots = Site.objects.values("root_page__translation_key")
    return list(Page.objects.filter(translation_key__in=roots).values_list("path", flat=True))
