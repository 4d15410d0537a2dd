"""Models and stores that are down, slow or talk rubbish: the site answers, and makes up for it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assistant import health
from assistant.embedding import QueryEmbedding, embedders
from assistant.embedding.langchain_embedder import LangChainEmbedder
from assistant.exceptions import ProviderUnavailable
from assistant.ingestion import MAX_ATTEMPTS, pipeline, sync
from assistant.models import Source, Vector
from assistant.retrieval import query_embedding
from assistant.tasks import periodic, sync_source
from tests.assistant.content import (
    ask,
    model_down,
    publish,
    rewrite,
    state,
    titles,
    translate,
    work,
)
from tests.committed import assistant_settings

pytestmark = pytest.mark.site

QUESTION = "How long is the solar installer course?"
POTTERS = "Potters of Arua fire their clay in a charcoal kiln."


def row(page: Any) -> Source:
    return Source.objects.get(page=page)


def test_questions_are_answered_by_words_while_the_embedding_model_is_down(library, db) -> None:
    with model_down():
        assert titles(QUESTION)[0] == "Solar installers"
        answer = ask(QUESTION)
        assert answer.status == "answered"
        assert "fourteen weeks" in answer.text
        assert ask("Who won the football cup?").status == "unanswered"


def test_the_readers_language_is_shown_while_the_embedding_model_is_down(library, db) -> None:
    with model_down():
        answer = ask(QUESTION, "tr")
    assert answer.citations[0].locale == "tr"
    assert "on dört hafta" in answer.text


def test_what_is_published_is_found_by_its_words_while_the_embedding_model_is_down(
    library, db
) -> None:
    with model_down("passages"):
        page = publish(library, "Potters", POTTERS)
        work()
        assert row(page).state == Source.State.WAITING
        assert row(page).reason == Source.Reason.MODEL
        assert titles("What kiln do the potters of Arua use?")[0] == "Potters"
        assert "charcoal kiln" in ask("What kiln do the potters of Arua use?").text


def test_what_an_editor_took_out_is_not_quoted_though_the_model_is_down(library, db) -> None:
    page = publish(library, "Potters", POTTERS, "Their secret glaze is made of ash.")
    work()
    with model_down("passages"):
        rewrite(page, POTTERS)
        work()
        assert "ash" not in ask("What is the glaze of the potters of Arua made of?").text


def test_a_failed_source_is_tried_again_by_itself_and_each_time_later(library, db) -> None:
    with model_down("passages"):
        page = publish(library, "Potters", POTTERS)
        work()
        first = row(page).retry_at
        assert first is not None
        assert timedelta() < first - timezone.now() <= timedelta(seconds=5)
        assert DBTaskResult.objects.filter(status="READY", run_after__gte=first).exists()
        with pytest.raises(ProviderUnavailable):
            sync(row(page).pk)
        second = row(page).retry_at
        assert second is not None
        assert second - first > timedelta(seconds=4)
        for _ in range(MAX_ATTEMPTS + 5):
            with pytest.raises(ProviderUnavailable):
                sync(row(page).pk)
        assert row(page).state == Source.State.WAITING, "an outage is no fault of the page"
        assert row(page).retry_at - timezone.now() <= timedelta(minutes=5)

    Source.objects.filter(page=page).update(retry_at=timezone.now())
    periodic(thorough=False)
    work()
    assert state(page) == Source.State.INDEXED
    assert row(page).reason == ""
    assert row(page).retry_at is None


def test_a_source_is_not_tried_before_its_time_unless_it_changes(library, db) -> None:
    with model_down("passages"):
        page = publish(library, "Potters", POTTERS)
        work()
    attempts = row(page).attempts
    sync_source.call(row(page).pk)
    assert row(page).attempts == attempts
    assert state(page) == Source.State.WAITING

    rewrite(page, "Potters of Arua fire their clay in a solar kiln.")
    work()
    assert state(page) == Source.State.INDEXED


def test_publishing_goes_before_what_waits_for_its_next_try(library, db) -> None:
    """A task that waits for its time must not be taken for the one that a publish needs."""
    with model_down("passages"):
        page = publish(library, "Potters", POTTERS)
        work()
    rewrite(page, "Potters of Arua fire their clay in a solar kiln.")
    ready = DBTaskResult.objects.ready().filter(task_path=sync_source.module_path)
    assert ready.exists()


@pytest.mark.parametrize(
    "rubbish",
    [
        [],
        [[0.0] * 4],
        [[float("nan")] * 4],
        [[1.0, 2.0], [1.0]],
        "words",
        None,
    ],
    ids=["nothing", "zeros", "not numbers", "ragged", "text", "none"],
)
def test_rubbish_from_an_embedding_provider_is_an_outage(rubbish: Any, monkeypatch) -> None:
    class Model:
        def embed_documents(self, texts: list[str]) -> Any:
            return rubbish

        def embed_query(self, text: str) -> Any:
            return rubbish

    embedder = langchain(monkeypatch, Model())
    with pytest.raises(ProviderUnavailable):
        embedder.embed_passages(["One text"])
    with pytest.raises(ProviderUnavailable):
        embedder.question_vector("One text")


def test_a_provider_that_hangs_is_left_alone_for_a_while(monkeypatch) -> None:
    asked: list[str] = []
    released = threading.Event()

    class Model:
        def embed_query(self, text: str) -> list[float]:
            asked.append(text)
            released.wait(30)
            return [1.0, 2.0]

    embedder = langchain(monkeypatch, Model())
    with assistant_settings(EMBEDDINGS_TIMEOUT=0.2):
        for _ in range(5):
            with pytest.raises(ProviderUnavailable):
                embedder.question_vector("How long?")
    released.set()
    assert len(asked) == 1, "each question waited for it"


def langchain(monkeypatch: pytest.MonkeyPatch, model: Any) -> LangChainEmbedder:
    """An embedder behind LangChain's door."""
    import langchain.embeddings

    monkeypatch.setattr(langchain.embeddings, "init_embeddings", lambda name: model)
    return LangChainEmbedder("some:model")


def test_vectors_of_another_size_than_before_are_an_outage_not_a_crash(
    library, db, monkeypatch
) -> None:
    other = np.ones(7, dtype=np.float32) / 7**0.5
    question = QueryEmbedding(vector=other, aligned=other)
    monkeypatch.setattr(query_embedding, "_last", {})
    monkeypatch.setattr(type(embedders.embedder()), "embed_question", lambda own, text: question)
    assert "fourteen weeks" in ask(QUESTION).text


def test_a_busy_database_is_waited_for(library, db, monkeypatch) -> None:
    write = pipeline.writer.write

    def busy(*args: Any) -> None:
        raise OperationalError("database is locked")

    page = publish(library, "Potters", POTTERS)
    monkeypatch.setattr(pipeline.writer, "write", busy)
    work()
    assert row(page).reason == Source.Reason.DATABASE
    assert row(page).retry_at is not None
    monkeypatch.setattr(pipeline.writer, "write", write)
    sync(row(page).pk)
    assert state(page) == Source.State.INDEXED


def test_a_stale_translation_is_not_shown_on_a_guess_while_the_model_is_down(library, db) -> None:
    page = publish(library, "Potters", POTTERS)
    translate(page, "tr", {"Potters": "Çömlekçiler", POTTERS: "Çömlekçiler kömür fırını kullanır."})
    rewrite(page, "Potters of Arua fire their clay in a solar kiln.")
    work()
    with model_down():
        answer = ask("What kiln do the potters of Arua use?", "tr")
    assert "kömür" not in answer.text


def test_health_says_that_the_model_is_down(library, db) -> None:
    with model_down():
        ask(QUESTION)
        assert health.report()["status"] == "degraded"
    assert Vector.objects.exists()
