"""A question is embedded and its words are looked up at the same time."""

from __future__ import annotations

import os
import threading
from concurrent.futures import TimeoutError as FutureTimeout

import pytest

from assistant.db.thread_pool import ThreadPool
from assistant.embedding import embedders
from assistant.retrieval import pending_search, query_embedding
from assistant.retrieval.pipeline import retrieve

pytestmark = pytest.mark.site

QUESTION = "How long is the solar installer course?"


def test_words_are_looked_up_while_the_question_is_embedded(
    library, db, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up, waited = threading.Event(), []
    kind = type(embedders.embedder())
    embed, search = kind.embed_question, pending_search.lexical.search

    def embed_question(self, text):
        waited.append(looked_up.wait(20))
        return embed(self, text)

    def words(*args, **kwargs):
        looked_up.set()
        return search(*args, **kwargs)

    monkeypatch.setattr(query_embedding, "_last", {})
    monkeypatch.setattr(kind, "embed_question", embed_question)
    monkeypatch.setattr(pending_search.lexical, "search", words)
    found = retrieve(QUESTION, "en")
    assert waited == [True]
    assert found.hits[0].source.title == "Solar installers"
    assert found.vector is not None


def passages(
    question: str, begun_before: pending_search.PendingSearch | None = None
) -> list[tuple[int, float]]:
    retrieved = retrieve(question, "en", pending=begun_before)
    return [(item.passage.pk, item.score) for item in retrieved.hits]


def test_a_search_that_was_begun_is_gone_on_with(library, db) -> None:
    expected = passages(QUESTION)
    assert passages(QUESTION, pending_search.start_search(QUESTION)) == expected
    # One that was begun for another question is not.
    assert passages(QUESTION, pending_search.start_search("Who keeps the bees?")) == expected


def test_a_thread_that_hangs_is_left_to_itself() -> None:
    threads, never = ThreadPool("tests", 1), threading.Event()
    hangs = threads.submit(never.wait)
    with pytest.raises(FutureTimeout):
        threads.submit(lambda: 1).result(0.1)
    threads.give_up()
    assert threads.submit(lambda: 2).result(5) == 2
    never.set()
    assert hangs.result(5)


def test_a_child_makes_its_own_threads() -> None:
    threads = ThreadPool("tests", 1)
    assert threads.submit(lambda: 1).result(5) == 1
    child = os.fork()
    if not child:
        os._exit(0 if threads.submit(lambda: 2).result(5) == 2 else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
