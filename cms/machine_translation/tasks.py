"""The background task of a run, which translates one batch at a time."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task, task_backends

from assistant.conf import settings
from cms.machine_translation.worker import translate_next_batch


@task()
def work_on_run(run: int) -> None:
    """Translate the next batch of a run, and queue itself again for the rest."""
    while translate_next_batch(run):
        if task_backends[settings.task_backend].supports_defer:
            # It goes through the queue again, so that pages published meanwhile are indexed first.
            _enqueue(run)
            return


def enqueue(run: int) -> None:
    """Queue work on a run when the transaction is committed."""
    transaction.on_commit(lambda: _enqueue(run), robust=True)


def _enqueue(run: int) -> None:
    work_on_run.using(
        backend=settings.task_backend, queue_name=settings.task_queue, priority=-5
    ).enqueue(run)
