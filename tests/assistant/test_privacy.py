"""What is private is never shown, whoever asks, on whatever way, and through whatever page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.test import AsyncClient, Client
from wagtail.models import CollectionViewRestriction, PageViewRestriction, ReferenceIndex

from assistant import answering
from assistant.models import Passage, SentenceVectors, Turn, Vector
from assistant.retrieval.langchain import SiteRetriever
from tests.assistant.content import (
    IndexPage,
    NewsPage,
    ask,
    collection,
    publication,
    publish,
    publish_page,
    shown,
    upload,
    work,
)
from tests.prepared import prepared
from tests.serving import pdf

pytestmark = pytest.mark.site

QUESTION = "How much does the director of the welding school earn?"
FACT = "9000 shillings"
TEXT = f"The director of the welding school earns {FACT} a month."


@pytest.fixture
def private(home) -> None:
    """A private page and a private document that would answer the question, and a public page."""
    prepared(make_private, home)


def make_private(home) -> None:
    page = publish(home, "Salaries", "To come.")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    publish(page, "Salaries of directors", TEXT)
    closed = collection("Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    publication(home, "Pay list", upload("pay-list.pdf", pdf(TEXT), closed))
    publish(home, "Welding", "The welding school of the valley teaches welding.")
    work()


@pytest.fixture
def editor(private) -> Any:
    return get_user_model().objects.create_superuser("editor", password="editor")


def test_a_private_page_and_document_leave_no_trace_in_the_index(private) -> None:
    assert not Passage.objects.filter(text__contains="9000").exists()
    texts = Passage.objects.values("text_hash")
    assert not Vector.objects.exclude(text_hash__in=texts).exists()
    assert not SentenceVectors.objects.exclude(text_hash__in=texts).exists()
    assert FACT not in shown(QUESTION)


async def test_no_event_of_a_stream_shows_what_is_private(private) -> None:
    events = [event async for event in answering.astream(QUESTION, locale="en")]
    assert FACT not in str(events)
    assert "Salaries" not in str(events)


def test_an_editor_who_may_read_it_is_not_shown_it_either(editor) -> None:
    client = Client(SERVER_NAME="hub.example")
    client.force_login(editor)
    page = client.get("/en/salaries/salaries-of-directors/")
    assert FACT in page.content.decode(), "the editor may read the page itself"

    body = {"question": QUESTION, "locale": "en", "conversation": None}
    answer = client.post("/assistant/api/v1/ask", body, content_type="application/json")
    results = client.get("/assistant/api/v1/search", {"q": QUESTION})

    assert answer.status_code == results.status_code == 200
    assert FACT not in json.dumps([answer.json(), results.json()])
    assert "Salaries" not in json.dumps([answer.json(), results.json()])


async def test_an_editors_stream_shows_nothing_private(editor) -> None:
    client = AsyncClient(SERVER_NAME="hub.example")
    await client.aforce_login(editor)
    response = await client.post(
        "/assistant/api/v1/ask",
        json.dumps({"question": QUESTION, "locale": "en", "conversation": None}),
        content_type="application/json",
        headers={"accept": "text/event-stream"},
    )
    parts = [part async for part in response.streaming_content]
    text = b"".join(parts).decode()

    assert "event: done" in text
    assert FACT not in text


def test_the_retriever_for_other_programs_shows_nothing_private(private) -> None:
    documents = SiteRetriever(locale="en", limit=10).invoke(QUESTION)
    assert documents
    assert documents[0].metadata["url"].startswith("http://hub.example/en/")
    assert FACT not in str(documents)


def test_a_page_is_indexed_as_a_stranger_sees_it(home) -> None:
    index = publish_page(home, IndexPage(title="News room", introduction="What happened."))
    page = publish_page(index, NewsPage(title="Director's pay", introduction=TEXT))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    publish_page(home, IndexPage(title="Another list", introduction="Read on."))
    work()

    assert FACT not in shown(QUESTION)
    assert not Passage.objects.filter(text__contains="9000").exists()


def test_lists_do_not_repeat_what_is_withdrawn_from_them(home) -> None:
    index = publish_page(home, IndexPage(title="News room", introduction="What happened."))
    page = publish_page(index, NewsPage(title="Director's pay", introduction=TEXT))
    index.save_revision().publish()
    home.save_revision().publish()
    work()
    assert FACT in shown(QUESTION)

    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert FACT not in shown(QUESTION)


def test_a_follow_up_does_not_bring_back_what_was_withdrawn(home) -> None:
    page = publish(home, "Pay", TEXT)
    work()
    first = ask(QUESTION)
    assert FACT in first.text
    page.unpublish()

    second = ask("And how much is it in a year?", conversation=first.conversation)

    assert FACT not in str(second)
    assert FACT not in Turn.objects.get(pk=second.id).searched


def test_nothing_but_the_turn_knows_of_a_question(library) -> None:
    answer = answering.answer("Where is the solar installer course taught?")
    assert answer.status == "answered"
    turn = Turn.objects.get(pk=answer.id)
    assert turn.sources.exists()
    noted = ReferenceIndex.objects.filter(base_content_type=ContentType.objects.get_for_model(Turn))
    assert not noted.exists()

    answering.forget_conversation(answer.conversation)
    assert not Turn.objects.filter(pk=answer.id).exists()
    assert not Turn.sources.through.objects.filter(turn=turn.pk).exists()
