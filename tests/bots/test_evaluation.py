"""Telegram is one of the channels through which test questions are asked."""

from __future__ import annotations

import pytest

from assistant import tasks
from assistant.evaluation import channels, runs
from assistant.evaluation.selection import QuestionFilter
from assistant.models import EvaluationQuestion, ExpectedSource
from tests.cms.content import new_home, publish
from tests.committed import db
from tests.task_queue import work

__all__ = ["db"]

pytestmark = pytest.mark.site


@pytest.fixture
def dhows(db: None) -> None:
    """A page, and a question that it answers."""
    boats = publish(
        new_home(), "Boat builders", "Boat builders repair wooden dhows with mangrove timber."
    )
    work()
    question = EvaluationQuestion.objects.create(
        text="Who repairs wooden dhows?", words="boat builders", locale="en"
    )
    ExpectedSource.objects.create(question=question, page=boats)


def test_telegram_is_a_channel_that_the_bots_add(dhows) -> None:
    assert "telegram" in channels.names()
    run = runs.start(None, channels=["telegram"], question_filter=QuestionFilter())
    tasks.evaluate_on_commit(run.pk)
    work()
    row = run.results.get()
    assert row.passed
    assert "\\" not in row.answer
