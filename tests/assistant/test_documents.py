"""Files that pages link to: found, cited at their page or heading, and gone with their privacy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from assistant.models import Passage, Source
from tests.assistant.content import (
    ask,
    collection,
    found,
    publication,
    publish,
    rewrite,
    shown,
    state,
    upload,
    word_file,
    work,
)
from tests.serving import pdf

pytestmark = pytest.mark.site

QUESTION = "At what temperature is the pottery kiln fired?"
FACT = "980 degrees"
PAGES = (
    "This handbook of pottery was written by the craft school of the valley.",
    f"The pottery kiln is fired at {FACT} for eleven hours.",
    "Glazes are mixed by the evening shift.",
)


def handbook(place: Collection | None = None) -> Any:
    return upload("kiln-handbook.pdf", pdf(*PAGES), place)


def closed(name: str = "Closed") -> Collection:
    made = collection(name)
    CollectionViewRestriction.objects.create(collection=made, restriction_type="login")
    return made


def test_a_pdf_is_cited_at_its_page_and_opens_there(home) -> None:
    document = handbook()
    publication(home, "Pottery handbook", document)
    work()

    answer = ask(QUESTION)
    citation = next(item for item in answer.citations if item.page)

    assert FACT in answer.text
    assert citation.title == "Kiln handbook"
    assert citation.page == 2
    assert citation.url == f"http://hub.example{document.url}#page=2"
    assert FACT in citation.excerpt
    opened = Client().get(document.url)
    assert opened.status_code == 200
    assert opened.getvalue().startswith(b"%PDF")


def test_a_word_file_is_cited_at_its_heading(home) -> None:
    file = word_file(
        ("Clay", "Clay is dug from the river bank in the month of May."),
        ("Firing", f"The pottery kiln is fired at {FACT} for eleven hours."),
    )
    publication(home, "Pottery handbook", upload("firing-notes.docx", file))
    work()

    answer = ask(QUESTION)

    assert FACT in answer.text
    assert answer.citations[0].heading == "Firing"
    assert answer.citations[0].page is None


@pytest.mark.parametrize("name", ["notes.txt", "notes.md"])
def test_plain_text_is_read_too(home, name) -> None:
    content = f"# Firing\n\nThe pottery kiln is fired at {FACT}.".encode()
    publication(home, "Pottery notes", upload(name, content))
    work()

    assert FACT in ask(QUESTION).text


def test_showing_a_document_is_no_change_of_it(home) -> None:
    document = handbook()
    page = publication(home, "Pottery handbook", document)
    get_document_model().objects.update(file_size=None, file_hash="")
    work()
    before = Source.objects.get(document=document).version
    assert Client(SERVER_NAME="hub.example").get(page.url).status_code == 200

    document.refresh_from_db()
    assert document.file_size
    assert Source.objects.get(document=document).version == before
    assert state(document) == Source.State.INDEXED


def test_a_document_that_no_page_links_to_is_not_found(home) -> None:
    handbook()
    work()
    assert FACT not in shown(QUESTION)


def test_a_document_is_found_once_a_page_links_to_it(home) -> None:
    document = handbook()
    work()
    page = publish(home, "Links", "Nothing yet.")
    work()
    rewrite(page, f'See <a linktype="document" id="{document.pk}">the handbook</a>.')
    work()

    assert state(document) == Source.State.INDEXED
    assert FACT in ask(QUESTION).text


def test_a_document_that_is_linked_no_more_is_gone(home) -> None:
    page = publish(home, "Links", f'<a linktype="document" id="{handbook().pk}">The handbook</a>')
    work()
    assert FACT in shown(QUESTION)

    rewrite(page, "The handbook is out of print.")

    assert FACT not in shown(QUESTION)


def restrict_the_collection(document: Any) -> None:
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="password", password="open"
    )


def restrict_a_collection_above(document: Any) -> None:
    above = document.collection.get_parent()
    CollectionViewRestriction.objects.create(collection=above, restriction_type="login")


def move_into_a_restricted_collection(document: Any) -> None:
    document.collection = closed()
    document.save()


def move_into_a_restricted_collection_in_bulk(document: Any) -> None:
    get_document_model().objects.filter(pk=document.pk).update(collection=closed())


def move_the_collection_into_a_restricted_one(document: Any) -> None:
    target = closed()
    Collection.objects.get(pk=document.collection.pk).move(target, pos="sorted-child")


def unpublish_the_page(document: Any) -> None:
    document.page.unpublish()


def restrict_the_page(document: Any) -> None:
    PageViewRestriction.objects.create(page=document.page, restriction_type="login")


def delete_the_page(document: Any) -> None:
    document.page.delete()


def delete_the_document(document: Any) -> None:
    document.delete()


@pytest.mark.parametrize(
    "withdraw",
    [
        restrict_the_collection,
        restrict_a_collection_above,
        move_into_a_restricted_collection,
        move_into_a_restricted_collection_in_bulk,
        move_the_collection_into_a_restricted_one,
        unpublish_the_page,
        restrict_the_page,
        delete_the_page,
        delete_the_document,
    ],
)
def test_a_withdrawn_document_is_gone_at_once_while_no_worker_runs(
    home, withdraw: Callable[[Any], None]
) -> None:
    document = handbook(collection("Handbooks", collection("Library")))
    document.page = publication(home, "Pottery handbook", document)
    work()
    assert FACT in ask(QUESTION).text
    withdraw(document)

    assert FACT not in shown(QUESTION)

    work()
    assert FACT not in shown(QUESTION)
    assert not Passage.objects.filter(text__contains=FACT).exists()


def test_a_document_is_back_when_its_collection_opens_again(home) -> None:
    place = collection("Handbooks")
    publication(home, "Pottery handbook", handbook(place))
    row = CollectionViewRestriction.objects.create(collection=place, restriction_type="login")
    work()
    assert FACT not in shown(QUESTION)

    row.delete()
    work()

    assert FACT in ask(QUESTION).text


def test_a_replaced_file_answers_with_its_new_text(home) -> None:
    document = handbook()
    publication(home, "Pottery handbook", document)
    work()
    new = pdf("The pottery kiln is fired at 1240 degrees for seven hours.")
    document.file = ContentFile(new, name="second-edition.pdf")
    document.save()
    work()

    answer = ask(QUESTION)

    assert "1240 degrees" in answer.text
    assert next(item.page for item in answer.citations if item.page) == 1
    assert FACT not in shown(QUESTION)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("broken.pdf", b"%PDF-1.4 and then nothing", "damaged"),
        ("renamed.docx", b"not a word file", "damaged"),
        ("table.xlsx", b"PK", "damaged"),
        ("film.webm", b"webm", "type"),
        ("scan.pdf", pdf(""), "no_text"),
        ("empty.txt", b" \n", "no_text"),
        ("large.txt", b"a" * 3_000, "size"),
    ],
)
def test_a_file_that_cannot_be_read_is_failed_with_its_reason_and_others_go_on(
    home, settings, name, content, reason
) -> None:
    settings.ASSISTANT = {**settings.ASSISTANT, "MAX_DOCUMENT_SIZE": 2_999}
    bad = upload(name, content)
    publication(home, "A bad file", bad)
    publication(home, "Pottery handbook", handbook())
    work()

    row = Source.objects.get(document=bad)
    assert row.state == Source.State.FAILED
    assert row.reason == reason
    assert "/" not in row.error
    assert FACT in ask(QUESTION).text
    assert "A bad file" in [result.title for result in found("A bad file")]


def test_a_file_that_vanished_from_the_disk_waits_and_stops_nobody(home) -> None:
    lost = upload("lost.txt", b"Nobody reads this.")
    publication(home, "A lost file", lost)
    lost.file.storage.delete(lost.file.name)
    publication(home, "Pottery handbook", handbook())
    work()

    assert Source.objects.get(document=lost).state in {Source.State.WAITING, Source.State.FAILED}
    assert FACT in ask(QUESTION).text


def test_a_document_speaks_the_language_it_is_written_in(home) -> None:
    text = "L'atelier de poterie cuit les pots dans un four à bois pendant onze heures, la nuit."
    document = upload("poterie.txt", text.encode())
    publication(home, "Pottery in French", document)
    work()

    assert Source.objects.get(document=document).locale == "fr"
    citation = ask("Combien de temps cuit le four à bois ?", "fr").citations[0]
    assert citation.locale == "fr"
