"""The real task worker, run for as long as a rule says; and a look at the vector store."""

from __future__ import annotations

from django.conf import settings
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from assistant.index import dense, lexical
from assistant.index.editions import current


def work(tasks: int | None = None) -> None:
    """Do what stands in the queue, or that many tasks of it."""
    Worker(
        queue_names=[settings.ASSISTANT["TASK_QUEUE"]],
        interval=0,
        batch=True,
        backend_name=settings.ASSISTANT["TASK_BACKEND"],
        startup_delay=False,
        max_tasks=tasks,
        worker_id="proof",
        excluded_queue_names=[],
    ).run()


def lose_queue() -> int:
    """Lose all tasks that have not begun; returns how many."""
    return DBTaskResult.objects.ready().delete()[0]


def queue() -> list[tuple[str, object]]:
    """The tasks that stand in the queue."""
    rows = DBTaskResult.objects.ready().order_by("task_path", "id")
    return list(rows.values_list("id", "args_kwargs"))


def index_mended() -> int:
    """How many entries of the vector store and the full-text table differ from the passages."""
    return dense.index_of(current()).repair(thorough=True) + lexical.remove_orphans()
