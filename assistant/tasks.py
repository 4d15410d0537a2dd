"""Background tasks: ids in, one call. Each re-fetches what it works on and may run twice."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks.base import Task

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
    except AssistantError:
        logger.warning("Source %s keeps waiting.", source, exc_info=True)


@task()
def reconcile_sources() -> None:
    """Find and index everything that does not match the site."""
    from assistant.ingestion import catch_up

    try:
        catch_up()
    except AssistantError:
        logger.warning("The index can't be reconciled now.", exc_info=True)


def enqueue_on_commit(work: Task[..., Any], *args: int) -> None:
    """Run a task once what caused it is committed.

    A queue that can't be reached costs nothing but time: the ledger row waits for `reconcile`.
    """
    transaction.on_commit(partial(_enqueue, work, *args), robust=True)


def _enqueue(work: Task[..., Any], *args: int) -> None:
    work.using(backend=settings.task_backend, queue_name=settings.task_queue).enqueue(*args)
