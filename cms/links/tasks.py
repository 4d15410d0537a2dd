"""The background tasks of the link checker, which run after all others in the queue."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django_tasks import task, task_backends
from django_tasks.base import Task

from assistant.conf import settings
from cms.links import external, rounds
from cms.links.models import Round


@task()
def run_round(pk: int) -> None:
    """Check all content, unless the round is finished."""
    round_ = Round.objects.filter(pk=pk, finished_at=None).first()
    if round_ is not None:
        rounds.run(round_)
        if external.is_on() and external.due_count():
            enqueue(check_addresses)


@task()
def check_page(pk: int) -> None:
    """Check one page."""
    rounds.check_page(pk)


@task()
def check_addresses() -> None:
    """Check some addresses of other sites, and queue itself again for the rest."""
    if not external.is_on():
        return
    ready_at = external.check_due()
    if ready_at is not None and task_backends[settings.task_backend].supports_defer:
        enqueue(check_addresses, run_after=ready_at)


def enqueue(work: Task[..., Any], *args: int, run_after: datetime.datetime | None = None) -> None:
    """Put a task into the queue of the hub's worker when the transaction is committed."""
    ready = work.using(
        backend=settings.task_backend,
        queue_name=settings.task_queue,
        priority=-20,
        run_after=run_after,
    )
    transaction.on_commit(lambda: ready.enqueue(*args), robust=True)
