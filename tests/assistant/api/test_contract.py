"""The fixed contract: fields, statuses and events, on a real index behind a real server."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import httpx
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from assistant.models import Conversation, Turn
from tests.serving import Served

pytestmark = pytest.mark.site

ANSWER = {"id", "conversation", "status", "answer", "locale", "sources", "notice", "items"}
SOURCE = {"number", "title", "url", "locale", "heading", "page", "excerpt", "stale", "machine"}


@pytest.fixture
def api(served: Served):
    with httpx.Client(base_url=served.api, timeout=30) as client:
        yield client


def ask(api: httpx.Client, question: str, **fields: object) -> dict:
    response = api.post("ask", json={"question": question, "locale": "en", **fields})
    assert response.status_code == 200, response.text
    return response.json()


def events(api: httpx.Client, question: str, **fields: object) -> list[tuple[str, object]]:
    body = {"question": question, "locale": "en", **fields}
    response = api.post("ask", json=body, headers={"Accept": "text/event-stream"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    found = []
    for record in response.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in record.splitlines() if line[0] != ":")
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_an_answer_has_the_fields_of_the_contract(api: httpx.Client) -> None:
    answer = ask(api, "How long does the welding certificate take?")

    assert set(answer) == ANSWER
    assert answer["status"] == "answered"
    assert "nine months" in answer["answer"]
    assert "[1]" in answer["answer"]
    assert answer["locale"] == "en"
    UUID(answer["id"])
    UUID(answer["conversation"])


def test_letters_travel_as_they_are(api: httpx.Client) -> None:
    response = api.get("search", params={"q": "សៀម reap ไทย", "locale": "en"})

    assert "សៀម reap ไทย" in response.text


def test_a_source_opens_its_page_at_the_passage(api: httpx.Client, served: Served) -> None:
    source = ask(api, "How long does the welding certificate take?")["sources"][0]

    assert set(source) == SOURCE
    assert source["number"] == 1
    assert source["title"] == "Welding certificate"
    assert source["url"] == f"{served.origin}/en/welding/#how-long-it-takes"
    assert source["page"] is None
    assert source["stale"] is False
    assert source["machine"] is False
    assert httpx.get(source["url"]).status_code == 200


def test_a_pdf_is_cited_with_its_page(api: httpx.Client) -> None:
    source = ask(api, "At how many degrees is the pottery kiln fired?")["sources"][0]

    assert source["title"] == "Kiln handbook"
    assert source["page"] == 2
    assert source["url"].endswith("#page=2")


def test_a_turkish_reader_is_shown_the_turkish_page(api: httpx.Client) -> None:
    answer = ask(api, "Kaynakçılık sertifikası ne kadar sürer?", locale="tr")

    assert answer["locale"] == "tr"
    assert answer["sources"][0]["locale"] == "tr"
    assert "dokuz ay" in answer["answer"]


def test_a_question_certainly_in_another_language_than_the_page_is_answered_in_its_own(
    api: httpx.Client,
) -> None:
    answer = ask(api, "Kaynakçılık sertifikası eğitimi ne kadar sürer?", locale="en")

    assert answer["locale"] == "tr"
    assert "dokuz ay" in answer["answer"]


def test_a_question_too_short_to_tell_its_language_is_answered_in_the_pages(
    api: httpx.Client,
) -> None:
    assert ask(api, "Kaynakçılık sertifikası", locale="en")["locale"] == "en"


def test_a_question_in_a_language_that_the_site_has_not_is_told_so(api: httpx.Client) -> None:
    answer = ask(api, "Wie lange dauert die Ausbildung zum Schweißer?", locale="tr")

    assert answer["locale"] == "tr"
    assert answer["notice"] == "Bu sitede sorunuzun dili bulunmuyor."


def test_a_question_can_be_about_the_page_on_which_it_is_asked(
    api: httpx.Client, served: Served
) -> None:
    page = f"{served.origin}{served.welding.url}"
    answer = ask(api, "What does it cost?", page=page)

    assert "240 shillings" in answer["answer"]


@pytest.mark.parametrize("page", [None, "", "not an address", "https://evil.example/en/welding/"])
def test_another_address_is_ignored(api: httpx.Client, page: str | None) -> None:
    answer = ask(api, "How long does the welding certificate take?", page=page)

    assert "nine months" in answer["answer"]


def test_what_nobody_published_is_unanswered(api: httpx.Client) -> None:
    answer = ask(api, "Who won the chess championship in Reykjavik?")

    assert answer["status"] == "unanswered"


def test_a_conversation_goes_on_under_its_id(api: httpx.Client) -> None:
    first = ask(api, "How long does the welding certificate take?")
    second = ask(api, "And what does it cost?", conversation=first["conversation"])

    assert second["conversation"] == first["conversation"]
    assert second["sources"][0]["title"] == "Welding certificate"


def test_a_stream_gives_sources_then_text_then_the_whole_answer(api: httpx.Client) -> None:
    found = events(api, "How long does the welding certificate take?")
    names = [name for name, _ in found]

    assert names[0] == "sources"
    assert set(names[1:-1]) == {"delta"}
    assert names[-1] == "done"
    assert {frozenset(source) for source in found[0][1]} == {frozenset(SOURCE)}
    assert all(set(data) == {"text"} for name, data in found if name == "delta")
    assert set(found[-1][1]) == ANSWER
    assert "nine months" in found[-1][1]["answer"]


def test_a_stream_asks_proxies_not_to_hold_it_back(api: httpx.Client) -> None:
    body = {"question": "How long does the welding certificate take?"}
    response = api.post("ask", json=body, headers={"Accept": "text/event-stream"})

    assert "no-transform" in response.headers["cache-control"]
    assert response.headers["x-accel-buffering"] == "no"
    assert "Accept" in response.headers["vary"]


def test_search_gives_passages_without_an_answer(api: httpx.Client) -> None:
    response = api.get("search", params={"q": "welding", "locale": "en", "limit": 2})

    assert response.status_code == 200
    found = response.json()
    assert set(found) == {"query", "locale", "results"}
    assert 1 <= len(found["results"]) <= 2
    assert found["results"][0]["title"] == "Welding certificate"
    assert set(found["results"][0]) == (SOURCE - {"number", "excerpt"}) | {"text"}


def test_feedback_is_kept_and_can_change(api: httpx.Client) -> None:
    answer = ask(api, "What does the welding certificate cost?")

    for helpful in (True, False):
        response = api.post("feedback", json={"id": answer["id"], "helpful": helpful})
        assert response.status_code == 204
        assert Turn.objects.get(pk=answer["id"]).helpful is helpful


def test_feedback_on_an_unknown_answer_says_that_it_is_gone(api: httpx.Client) -> None:
    response = api.post("feedback", json={"id": str(uuid4()), "helpful": True})

    assert response.status_code == 410
    assert response.headers["content-type"] == "application/problem+json"


def test_a_conversation_is_forgotten_with_its_turns_however_often(api: httpx.Client) -> None:
    answer = ask(api, "How long does the welding certificate take?")

    for _ in range(2):
        response = api.delete(f"conversations/{answer['conversation']}")
        assert response.status_code == 204
    assert not Conversation.objects.filter(pk=answer["conversation"]).exists()
    assert not Turn.objects.filter(pk=answer["id"]).exists()


def test_health_is_a_status_and_counts(api: httpx.Client) -> None:
    state = api.get("health").json()

    assert state["status"] == "ok"
    assert state["passages"] > 0


def test_nothing_sets_a_cookie_and_no_answer_is_cached(api: httpx.Client) -> None:
    for response in (
        api.post("ask", json={"question": "How long does the welding certificate take?"}),
        api.get("search", params={"q": "welding"}),
        api.get("health"),
    ):
        assert "set-cookie" not in response.headers
        assert response.headers["cache-control"] == "no-store"


def test_an_editor_gets_nothing_more_than_the_public(served: Served, client: Client) -> None:
    editor = get_user_model().objects.create_superuser("editor", "e@example.org", "secret")
    try:
        client.force_login(editor)
        cookies = {"sessionid": client.cookies["sessionid"].value}
        question = {"question": "What does the director of the welding school earn?"}
        with httpx.Client(base_url=served.api, cookies=cookies, timeout=30) as api:
            answer = api.post("ask", json=question)
            found = api.get("search", params={"q": "salaries of the director"})
            assert api.get(f"{served.origin}/en/salaries/").status_code == 200
    finally:
        editor.delete()

    assert answer.status_code == found.status_code == 200
    assert "9000" not in answer.text + found.text


def test_the_documentation_covers_every_operation(api: httpx.Client) -> None:
    schema = api.get("openapi.json").json()

    paths = {path.rpartition("/v1/")[2]: set(found) for path, found in schema["paths"].items()}
    assert paths == {
        "ask": {"post"},
        "search": {"get"},
        "feedback": {"post"},
        "conversations/{conversation}": {"delete"},
        "health": {"get"},
    }
    assert set(schema["components"]["schemas"]["AnswerOut"]["properties"]) == ANSWER
    assert set(schema["components"]["schemas"]["SourceOut"]["properties"]) == SOURCE
