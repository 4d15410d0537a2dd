"""A process that works on a run is killed."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult
from wagtail_localize.models import StringTranslation

from cms.machine_translation.tasks import work_on_run
from tests.cms.machine_translation.test_runs import other, press, start, states, work  # noqa: F401
from tests.committed import db  # noqa: F401  # what the worker sees is committed
from tests.other_process import start as start_process
from tests.task_queue import eventually

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("model")]


def start_worker(*arguments):
    """A task worker in a process of its own."""
    queue = ("--backend", "assistant", "--queue-name", "assistant", "--interval", "0.05")
    return start_process("db_worker", *queue, "--no-startup-delay", "-v", "0", *arguments)


def test_a_process_killed_in_the_middle_costs_only_the_batch_it_was_at(
    start,  # noqa: F811
    press,  # noqa: F811
    page,
    other,  # noqa: F811
    turkish,
    model,
):
    run, _ = start(pages=[page.pk, other.pk], languages=["tr"])
    DBTaskResult.objects.exclude(task_path=work_on_run.module_path).delete()
    process = start_worker("--settings", "tests.cms.machine_translation.other_process")
    try:
        eventually(lambda: [s for *_, s in states(run)] == ["done", "working"], timeout=90)
    finally:
        process.kill()
        process.communicate()
    kept = set(StringTranslation.objects.values_list("pk", flat=True))
    assert kept
    press("resume", run)
    work()
    run.refresh_from_db()
    assert run.state == "finished"
    assert [state for *_, state in states(run)] == ["done", "done"]
    assert kept < set(StringTranslation.objects.values_list("pk", flat=True))
    asked = [text for _, texts in model.asked for text in texts.values()]
    assert "About us" in asked
    assert "Better schools" not in asked
