"""Rules of what editors do in the document library."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.documents import get_document_model
from wagtail.models import Collection

from tests.assistant.proof.site import COMMON, body
from tests.assistant.proof.world import MOST_DOCUMENTS, PICK, World, given


class Filing(World):
    """Documents, the pages that link to them, and the collections they are in."""

    def _file(self) -> ContentFile:
        word = self.word()
        return ContentFile(f"{COMMON} {word}".encode(), name=f"{word}.txt")

    @rule(place=PICK, link=st.none() | PICK)
    def upload(self, place: int, link: int | None) -> None:
        if len(self.documents()) < MOST_DOCUMENTS:
            document = get_document_model().objects.create(
                title=self.word(), file=self._file(), collection=self.collection(place)
            )
            self.did(f"upload {document.pk} to {document.collection_id}")
            if link is not None:
                self._link(link, [document])

    @given("document")
    @rule(pick=PICK, page=PICK)
    def link(self, pick: int, page: int) -> None:
        if document := self.document(pick):
            self._link(page, [document])

    @rule(page=PICK)
    def unlink(self, page: int) -> None:
        self._link(page, [])

    def _link(self, pick: int, documents: list[Any]) -> None:
        if page := self.page(pick, alias_of__isnull=True, depth__gt=1):
            page.body = body(self.word(), documents)
            page.save_revision().publish()
            self.did(f"link {[document.pk for document in documents]} on {page.pk}")

    @given("document")
    @rule(pick=PICK)
    def replace_file(self, pick: int) -> None:
        if document := self.document(pick):
            document.file = self._file()
            document.save()
            self.did(f"replace_file {document.pk}")

    @given("document")
    @rule(pick=PICK)
    def rename(self, pick: int) -> None:
        if document := self.document(pick):
            document.title = self.word()
            document.save()
            self.did(f"rename {document.pk}")

    @given("document")
    @rule(pick=PICK)
    def delete_document(self, pick: int) -> None:
        if document := self.document(pick):
            self.did(f"delete_document {document.pk}")
            document.delete()

    @given("document")
    @rule(pick=PICK, place=PICK)
    def file_elsewhere(self, pick: int, place: int) -> None:
        if document := self.document(pick):
            document.collection = self.collection(place)
            document.save()
            self.did(f"file_elsewhere {document.pk} in {document.collection_id}")

    @given("document")
    @rule(place=PICK, many=st.integers(min_value=1, max_value=3))
    def file_in_bulk(self, place: int, many: int) -> None:
        """In the admin, which does it by one statement."""
        if documents := self.documents()[:many]:
            client = Client(SERVER_NAME="hub.example")
            client.force_login(self.editor())
            address = reverse(
                "wagtail_bulk_action", args=("wagtaildocs", "document", "add_to_collection")
            )
            query = "&".join(f"id={document.pk}" for document in documents)
            place = self.collection(place).pk
            answer = client.post(f"{address}?{query}", {"collection": place})
            assert answer.status_code == 302, answer.content[:2000]
            self.did(f"file_in_bulk {query} in {place}")

    @rule(parent=PICK)
    def new_collection(self, parent: int) -> None:
        above = self.collection(parent)
        if Collection.objects.count() < 6 and above.depth < 4:
            collection = above.add_child(instance=Collection(name=self.word()))
            self.did(f"new_collection {collection.pk} in {above.pk}")

    @given("collection")
    @rule(pick=PICK, parent=PICK)
    def move_collection(self, pick: int, parent: int) -> None:
        collection, above = self.collection(pick), self.collection(parent)
        inside = above == collection or above.is_descendant_of(collection)
        if not collection.is_root() and not inside:
            self._move_in_admin(collection, above)
            self.did(f"move_collection {collection.pk} into {above.pk}")

    def _move_in_admin(self, collection: Collection, above: Collection) -> None:
        client = Client(SERVER_NAME="hub.example")
        client.force_login(self.editor())
        address = reverse("wagtailadmin_collections:edit", args=(collection.pk,))
        answer = client.post(address, {"name": collection.name, "parent": above.pk})
        assert answer.status_code == 302, answer.content[:2000]

    @given("collection")
    @rule(pick=PICK)
    def delete_collection(self, pick: int) -> None:
        collection = self.collection(pick)
        empty = not get_document_model().objects.filter(
            collection__path__startswith=collection.path
        )
        if not collection.is_root() and collection.is_leaf() and empty:
            self.did(f"delete_collection {collection.pk}")
            collection.delete()
