"""Rules of changes that send no signal, and of changes that never happened."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from assistant.models import Passage, Source
from tests.assistant.proof.filing import Filing
from tests.assistant.proof.site import body
from tests.assistant.proof.worker import queue
from tests.assistant.proof.world import PICK, clear_caches, given


class _NeverMind(Exception):
    """Undo what was done in a transaction."""


class Silently(Filing):
    """Statements on many rows, as scripts and importers write them; transactions rolled back."""

    def _without_signal(self, what: str) -> None:
        clear_caches()
        self.unannounced = True
        self.did(what)

    @given("page")
    @given("silent")
    @rule(pick=PICK, live=st.booleans())
    def update_live(self, pick: int, live: bool) -> None:
        if page := self.page(pick, live=not live):
            Page.objects.filter(pk=page.pk).update(live=live)
            self._without_signal(f"update_live {page.pk} {live}")

    @given("document")
    @given("silent")
    @rule(pick=PICK, place=PICK)
    def update_collection(self, pick: int, place: int) -> None:
        if document := self.document(pick):
            collection = self.collection(place)
            get_document_model().objects.filter(pk=document.pk).update(collection=collection)
            self._without_signal(f"update_collection {document.pk} to {collection.pk}")

    @given("page")
    @given("silent")
    @rule(pick=PICK, kind=st.sampled_from(["password", "login", "groups"]))
    def bulk_restrict(self, pick: int, kind: str) -> None:
        if page := self.page(pick, alias_of__isnull=True):
            PageViewRestriction.objects.bulk_create(
                [PageViewRestriction(page_id=page.pk, restriction_type=kind, password="open")]
            )
            self._without_signal(f"bulk_restrict {page.pk} by {kind}")

    @given("restriction")
    @given("silent")
    @rule(pick=PICK)
    def bulk_lift(self, pick: int) -> None:
        if page := self.page(pick, view_restrictions__isnull=False):
            rows = PageViewRestriction.objects.filter(page=page.pk)
            groups = PageViewRestriction.groups.through.objects.filter(
                pageviewrestriction__in=list(rows)
            )
            for table in (groups, rows):
                table._raw_delete(table.db)
            self._without_signal(f"bulk_lift {page.pk}")

    @given("silent")
    @rule(pick=PICK)
    def bulk_restrict_collection(self, pick: int) -> None:
        collection = self.collection(pick)
        CollectionViewRestriction.objects.bulk_create(
            [CollectionViewRestriction(collection=collection, restriction_type="login")]
        )
        self._without_signal(f"bulk_restrict_collection {collection.pk}")

    @given("silent")
    @rule(pick=PICK)
    def update_site_root(self, pick: int) -> None:
        if page := self.page(pick, depth__gt=1):
            Site.objects.filter(is_default_site=True).update(root_page=page.pk)
            self._without_signal(f"update_site_root to {page.pk}")

    @rule(
        pick=PICK,
        place=PICK,
        what=st.sampled_from(
            ["rewrite", "unpublish", "delete", "restrict", "lift", "refile", "move", "upload"]
        ),
    )
    def rolled_back(self, pick: int, place: int, what: str) -> None:
        """Whatever it is, it never happened, for the ledger and the queue neither."""
        before = self._ledger()
        try:
            with transaction.atomic():
                self._attempt(what, pick, place)
                raise _NeverMind
        except (_NeverMind, ValidationError):
            # What Wagtail refuses half-way is rolled back as well.
            clear_caches()
        assert self._ledger() == before, f"{what} was rolled back and left something"
        self.did(f"rolled_back {what}")

    def _attempt(self, what: str, pick: int, place: int) -> None:
        page, document = self.page(pick, alias_of__isnull=True), self.document(pick)
        if what == "rewrite" and page:
            page.body = body(self.word())
            page.save_revision().publish()
        elif what == "unpublish" and page:
            page.unpublish()
        elif what == "delete" and page:
            page.delete()
        elif what == "restrict" and page:
            PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")
        elif what == "lift":
            PageViewRestriction.objects.all().delete()
        elif what == "refile" and document:
            document.collection = self.collection(place)
            document.save()
        elif what == "move" and page:
            page.move(self.home(), pos="last-child")
        elif what == "upload":
            get_document_model().objects.create(
                title=self.word(), file=self._file(), collection=Collection.get_first_root_node()
            )

    def _ledger(self) -> tuple[object, ...]:
        return (
            list(Source.objects.order_by("pk").values_list("pk", "state", "version", "marked_at")),
            list(Passage.objects.order_by("pk").values_list("pk", "text_hash")),
            queue(),
        )
