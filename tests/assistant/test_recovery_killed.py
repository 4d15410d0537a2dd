"""A worker that is killed loses nothing, and another process answers beside a running one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from assistant.embedding.embedders import embedder
from assistant.index import dense, editions
from assistant.index.embeddings_table import sentences_missing
from assistant.models import Passage, Source, Vector
from tests import other_process
from tests.assistant.content import ask, eventually, work
from tests.assistant.courses import QUESTION, assert_everything_agrees

pytestmark = pytest.mark.slow


def a_task_runs() -> bool:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(status="RUNNING").exists()


def a_vector_is_stored() -> bool:
    return Vector.objects.exists()


def three_pages_are_written() -> bool:
    return Passage.objects.count() >= 3


@pytest.mark.parametrize("moment", [a_task_runs, a_vector_is_stored, three_pages_are_written])
def test_a_worker_killed_in_the_middle_loses_nothing(courses, moment: Callable[[], bool]) -> None:
    worker = other_process.start_worker()
    try:
        eventually(moment, timeout=60)
    finally:
        worker.kill()
        worker.communicate(timeout=10)
    assert Source.objects.filter(state=Source.State.WAITING).exists(), "it was killed too late"

    work()
    call_command("assistant_index", "--reconcile", verbosity=0)

    assert_everything_agrees()
    assert sentences_missing(embedder().name) == 0
    assert "fourteen weeks" in ask(QUESTION).text


def test_another_process_answers_beside_a_running_one(indexed) -> None:
    dense.index_of(editions.current()).count()

    code, out, errors = other_process.run("ask", QUESTION, "--locale", "en")

    assert code == 0, errors
    assert "fourteen weeks" in out
    assert "http://hub.example/en/solar-installers/" in out
    assert_everything_agrees()
