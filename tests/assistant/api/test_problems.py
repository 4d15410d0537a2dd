"""Whatever is sent, what comes back says what to do, and nothing of our insides."""

from __future__ import annotations

import importlib
import json
import logging
import pkgutil
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.http import Http404
from django.test import AsyncClient, Client, override_settings
from django.utils import translation

import assistant
from assistant.api import parsing, problems
from assistant.api.rate_limit import TooManyRequests
from assistant.exceptions import AssistantError, ProviderMisconfigured, ProviderUnavailable
from tests.committed import assistant_settings
from tests.serving import Served

pytestmark = pytest.mark.site

ASK = "/assistant/api/v1/ask"


@pytest.fixture(autouse=True)
def unlimited() -> Iterator[None]:
    with assistant_settings(RATE_LIMIT=0):
        yield


def post(body: object, path: str = ASK, content_type: str = "application/json", **headers: str):
    data = body if isinstance(body, (bytes, str)) else json.dumps(body)
    client = Client(raise_request_exception=False)
    return client.post(path, data, content_type=content_type, headers=headers)


def all_subclasses(cls: type) -> Iterator[type]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from all_subclasses(subclass)


def test_every_error_of_the_assistant_has_a_row_in_the_table() -> None:
    for module in pkgutil.walk_packages(assistant.__path__, "assistant."):
        importlib.import_module(module.name)
    own = {error for error in all_subclasses(AssistantError) if "tests" not in error.__module__}

    # One with a row of its own, or of the kind of error that it is.
    assert not [error for error in own if not set(error.__mro__) & set(problems.PROBLEM_TYPES)]
    tree = {error for error in own if error.__module__ == AssistantError.__module__}
    assert tree - set(problems.PROBLEM_TYPES) == set()
    assert set(all_subclasses(parsing.BadRequest)) - set(problems.PROBLEM_TYPES) == set()
    assert TooManyRequests in problems.PROBLEM_TYPES


QUESTION = {"question": "How long does it take?", "locale": "en"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"question=How", 400),
        (b"\xff\xfe\x00q", 400),
        (b"[" * 60_000, 400),
        (b'{"question": "\xff"}', 400),
        ('{"question": "Wh\\u0000y?"}', 422),
        ('{"question": "Why \\ud800?"}', 422),
        ({"question": "Why?", "locale": "\x00"}, 422),
        ([], 422),
        ("How?", 400),
        ('"How?"', 422),
        (None, 422),
        ({}, 422),
        ({"question": None}, 422),
        ({"question": 7}, 422),
        ({"question": ["How?"]}, 422),
        ({"question": ""}, 422),
        ({"question": " \n\t "}, 422),
        ({"question": "?!"}, 422),
        ({"question": "a" * 2_001}, 422),
        ({"question": "a" * 70_000}, 413),
        ({**QUESTION, "locale": "xx"}, 422),
        ({**QUESTION, "locale": 7}, 422),
        ({**QUESTION, "locale": "en" * 100}, 422),
        ({**QUESTION, "conversation": "last"}, 422),
        ({**QUESTION, "conversation": 7.5}, 422),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_question_that_is_no_question_is_a_problem_that_says_what_to_do(
    body: object, status: int, accept: str
) -> None:
    data = body if isinstance(body, (bytes, str)) else json.dumps(body)
    response = await AsyncClient().post(
        ASK, data, content_type="application/json", headers={"Accept": accept}
    )

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert "Traceback" not in problem["detail"]


def test_another_content_type_is_refused() -> None:
    response = post(b"question=How", content_type="application/x-www-form-urlencoded")

    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "x", "helpful": True}, 422),
        ({"id": "0d7cf1c6-6e4e-4a6b-9c3e-3f2f5f1f6a10", "helpful": "yes"}, 422),
        ({"id": "0d7cf1c6-6e4e-4a6b-9c3e-3f2f5f1f6a10", "helpful": 1}, 422),
        ({"helpful": True}, 422),
    ],
)
def test_feedback_of_the_wrong_type_is_refused(body: object, status: int) -> None:
    assert post(body, "/assistant/api/v1/feedback").status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("q=", 422),
        ("q=%20", 422),
        ("q=%FF", 400),
        ("q=%00a", 422),
        ("q=" + "a" * 2_001, 422),
        ("q=a&limit=x", 422),
        ("q=a&limit=0", 422),
        ("q=a&limit=51", 422),
        ("q=a&locale=xx", 422),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(query: str, status: int) -> None:
    response = Client().get(f"/assistant/api/v1/search?{query}")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


def test_a_conversation_without_an_id_can_not_be_forgotten() -> None:
    assert Client().delete("/assistant/api/v1/conversations/all").status_code == 422


def test_the_wrong_method_says_which_are_right() -> None:
    response = Client().get(ASK)

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "POST" in response.json()["detail"]


@override_settings(MIDDLEWARE=[])
def test_an_unknown_address_is_a_problem_too() -> None:
    response = Client().get("/assistant/api/v1/nothing")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_messages_are_in_the_language_of_the_request() -> None:
    with translation.override("tr"):
        expected = translation.gettext("Write a question.")
    response = post({"question": "", "locale": "tr"})

    assert response["Content-Language"] == "tr"
    assert response.json()["detail"] == expected


def test_a_model_that_is_not_set_up_is_a_503_and_an_event_in_a_stream(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misconfigured(*args: object) -> None:
        raise ProviderMisconfigured("The embedding model 'nobody:nothing' can't be built.")

    # As on a site whose first index was never made.
    monkeypatch.setattr("assistant.index.editions.current", misconfigured)
    with assistant_settings(EMBEDDINGS="nobody:nothing"):
        response = post(QUESTION)
        streamed = post(QUESTION, Accept="text/event-stream")
        stream = b"".join(streamed).decode()

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert "nobody" not in response.content.decode()
    assert streamed.status_code == 200
    event, data = stream.strip().splitlines()
    assert event == "event: error"
    assert json.loads(data.removeprefix("data: ")) == response.json()


def test_a_provider_that_is_down_asks_to_come_back_later() -> None:
    problem = problems.problem(ProviderUnavailable("secret-host:8000 refused"))

    assert problem.status == 503
    assert problem.headers == {"Retry-After": "60"}
    assert "secret" not in json.dumps(problem.as_json())


def test_a_fault_of_ours_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="assistant"):
        problem = problems.problem(ZeroDivisionError("/srv/secret/path.py"))

    assert problem.status == 500
    assert "secret" not in json.dumps(problem.as_json())
    assert "ZeroDivisionError" in caplog.text


def test_a_missing_page_is_not_a_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    assert problems.problem(Http404()).status == 404
    assert not caplog.records


def test_more_questions_than_allowed_wait_for_the_next_minute(served: Served) -> None:
    cache.clear()
    with assistant_settings(RATE_LIMIT=2):
        allowed = [post(QUESTION).status_code for _ in range(2)]
        response = post(QUESTION)
        if response.status_code == 200:  # a new minute began between the two
            response = [post(QUESTION) for _ in range(2)][-1]

    assert allowed == [200, 200]
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert 0 < int(response["Retry-After"]) <= 60
