"""Rules of what is closed to the public, and opened again."""

from __future__ import annotations

from django.contrib.auth.models import Group
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from tests.assistant.proof.world import PICK, World, given

_KINDS = st.sampled_from(["password", "login", "groups"])


class Closing(World):
    """Restrictions on pages and collections, which hold for all below them."""

    @given("page")
    @rule(pick=PICK, kind=_KINDS)
    def restrict(self, pick: int, kind: str) -> None:
        if page := self.page(pick, alias_of__isnull=True):
            row = PageViewRestriction.objects.create(
                page_id=page.pk, restriction_type=kind, password="open"
            )
            if kind == "groups":
                row.groups.add(Group.objects.get(name="Teachers"))
            self.did(f"restrict {page.pk} by {kind}")

    @given("restriction")
    @rule(pick=PICK)
    def lift(self, pick: int) -> None:
        if rows := list(PageViewRestriction.objects.order_by("pk")):
            row = rows[pick % len(rows)]
            self.did(f"lift {row.page_id}")
            row.delete()

    @given("restriction")
    @rule(pick=PICK, kind=_KINDS)
    def change_restriction(self, pick: int, kind: str) -> None:
        if rows := list(PageViewRestriction.objects.order_by("pk")):
            row = rows[pick % len(rows)]
            row.restriction_type = kind
            row.password = "open"
            row.save()
            self.did(f"change_restriction {row.page_id} to {kind}")

    @given("collection")
    @rule(pick=PICK, kind=_KINDS)
    def restrict_collection(self, pick: int, kind: str) -> None:
        collection = self.collection(pick)
        if not collection.is_root():
            CollectionViewRestriction.objects.create(
                collection=collection, restriction_type=kind, password="open"
            )
            self.did(f"restrict_collection {collection.pk} by {kind}")

    @given("collection restriction")
    @rule(pick=PICK)
    def lift_collection(self, pick: int) -> None:
        if rows := list(CollectionViewRestriction.objects.order_by("pk")):
            row = rows[pick % len(rows)]
            self.did(f"lift_collection {row.collection_id}")
            row.delete()
