"""What editors change for many objects at once, in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import CollectionViewRestriction

from tests.assistant.content import collection, publication, shown, upload, word_file, work

pytestmark = pytest.mark.site

QUESTION = "At how many degrees is the pottery kiln fired?"
FACT = "1,060 degrees"


def test_documents_put_into_a_public_collection_in_bulk_are_found_after_the_worker_ran(
    home,
) -> None:
    closed, opened = collection("Closed"), collection("Open")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    file = word_file(("Firing", f"The pottery kiln is fired at {FACT} for eleven hours."))
    document = upload("firing-notes.docx", file, closed)
    publication(home, "Pottery handbook", document)
    work()
    assert FACT not in shown(QUESTION)

    get_user_model().objects.create_superuser("editor", "editor@hub.example", "secret")
    client = Client()
    client.login(username="editor", password="secret")
    address = reverse("wagtail_bulk_action", args=("wagtaildocs", "document", "add_to_collection"))
    answer = client.post(f"{address}?id={document.pk}", {"collection": opened.pk})
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.collection == opened
    work()

    assert FACT in shown(QUESTION)
