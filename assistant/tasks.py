"""Background tasks: ids in, one call. Each re-fetches what it works on and may run twice."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django_tasks import task, task_backends
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

from assistant.conf import settings
from assistant.exceptions import AssistantError
from assistant.models import Source

logger = logging.getLogger(__name__)


@task()
def sync_source(source: int) -> None:
    """Index one source, unless an earlier task did; what fails now keeps waiting in the ledger."""
    from assistant.ingestion import sync

    try:
        if Source.objects.filter(pk=source, state=Source.State.WAITING).exists():
            sync(source)
    except Exception:
        logger.warning("Source %s keeps waiting.", source, exc_info=True)


@task()
def reconcile_sources() -> None:
    """Find and index everything that does not match the site."""
    from assistant.ingestion import catch_up

    try:
        catch_up()
    except AssistantError:
        logger.warning("The index can't be reconciled now.", exc_info=True)


def periodic() -> None:
    """What has to be done every few minutes, whoever calls: cron, a scheduler, the hub's server.

    Publishes and expires what is scheduled, finds what the task queue lost, deletes questions
    older than the retention and the records of finished tasks.
    """
    from assistant.answering import prune

    call_command("publish_scheduled", verbosity=0)
    # Through the queue, so that the worker does not meet it on the same source.
    _enqueue(reconcile_sources)
    prune()
    if isinstance(task_backends[settings.task_backend], DatabaseBackend):
        call_command("prune_db_task_results", "--backend", settings.task_backend,
                     "--queue-name", settings.task_queue, "--min-age-days", "1", "-v", "0")


def enqueue_on_commit(work: Task[..., Any], *args: int) -> None:
    """Run a task once what caused it is committed.

    A queue that can't be reached costs nothing but time: the ledger row waits for `reconcile`.
    """
    transaction.on_commit(partial(_enqueue, work, *args), robust=True)


def _enqueue(work: Task[..., Any], *args: int) -> None:
    work.using(backend=settings.task_backend, queue_name=settings.task_queue).enqueue(*args)
