"""A question is embedded and its words are looked up at the same time."""

from __future__ import annotations

import os
import threading
from concurrent.futures import TimeoutError as FutureTimeout

import pytest

from assistant import begun, embedding_questions, providers
from assistant.retrieval import retrieve
from assistant.threads import Threads

pytestmark = pytest.mark.site

QUESTION = "How long is the solar installer course?"


def test_words_are_looked_up_while_the_question_is_embedded(
    library, db, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up, waited = threading.Event(), []
    kind = type(providers.embedder())
    embed, search = kind.question, begun.lexical.search

    def question(self, text):
        waited.append(looked_up.wait(20))
        return embed(self, text)

    def words(*args, **kwargs):
        looked_up.set()
        return search(*args, **kwargs)

    monkeypatch.setattr(embedding_questions, "_last", {})
    monkeypatch.setattr(kind, "question", question)
    monkeypatch.setattr(begun.lexical, "search", words)
    found = retrieve(QUESTION, "en")
    assert waited == [True]
    assert found.found[0].source.title == "Solar installers"
    assert found.vector is not None


def passages(question: str, begun_before: begun.Begun | None = None) -> list[tuple[int, float]]:
    retrieved = retrieve(question, "en", begun=begun_before)
    return [(item.passage.pk, item.score) for item in retrieved.found]


def test_a_search_that_was_begun_is_gone_on_with(library, db) -> None:
    expected = passages(QUESTION)
    assert passages(QUESTION, begun.begin(QUESTION)) == expected
    # One that was begun for another question is not.
    assert passages(QUESTION, begun.begin("Who keeps the bees?")) == expected


def test_a_thread_that_hangs_is_left_to_itself() -> None:
    threads, never = Threads("tests", 1), threading.Event()
    hangs = threads.submit(never.wait)
    with pytest.raises(FutureTimeout):
        threads.submit(lambda: 1).result(0.1)
    threads.give_up()
    assert threads.submit(lambda: 2).result(5) == 2
    never.set()
    assert hangs.result(5)


def test_a_child_makes_its_own_threads() -> None:
    threads = Threads("tests", 1)
    assert threads.submit(lambda: 1).result(5) == 1
    child = os.fork()
    if not child:
        os._exit(0 if threads.submit(lambda: 2).result(5) == 2 else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
