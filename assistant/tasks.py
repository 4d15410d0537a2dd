"""Background tasks: ids in, one call. Each re-fetches what it works on and may run twice."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django_tasks import task, task_backends
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.backend import DatabaseBackend

from assistant.conf import settings
from assistant.exceptions import AssistantError, ProviderError
from assistant.models import Source

logger = logging.getLogger(__name__)

#: Passages whose sentences are embedded in one task: about a second's work.
_SENTENCES_BATCH = 8
#: Priority of what makes answers better, not possible: what was published meanwhile goes first.
_LATER = -10


@task()
def sync_source(source: int) -> None:
    """Index one source, unless an earlier task did; what fails now keeps waiting in the ledger."""
    from assistant.ingestion import sync

    try:
        if Source.objects.filter(pk=source, state=Source.State.WAITING).exists():
            sync(source)
    except Exception:
        logger.warning("Source %s keeps waiting.", source, exc_info=True)
    _enqueue(embed_sentences, priority=_LATER)


@task()
def reconcile_sources() -> None:
    """Find and index everything that does not match the site."""
    from assistant.ingestion import catch_up

    try:
        catch_up()
    except AssistantError:
        logger.warning("The index can't be reconciled now.", exc_info=True)
    _enqueue(embed_sentences, priority=_LATER)


@task()
def embed_sentences() -> None:
    """Embed the sentences of some passages that lack it, and call itself for the rest."""
    from assistant.providers import embedder
    from assistant.stored_vectors import embed_sentences as embed

    try:
        while embed(embedder(), _SENTENCES_BATCH) == _SENTENCES_BATCH:
            if task_backends[settings.task_backend].supports_defer:
                _enqueue(embed_sentences, priority=_LATER)
                return
    except ProviderError:
        logger.warning("Sentences can't be embedded now.", exc_info=True)


def periodic(*, thorough: bool = True) -> None:
    """What has to be done every few minutes, whoever calls: cron, a scheduler, the hub's server.

    Publishes and expires what is scheduled, deletes questions older than the retention and the
    records of finished tasks; where `thorough`, compares the whole index with the site.
    """
    from assistant.answering import prune

    call_command("publish_scheduled", verbosity=0)
    if thorough:
        # Through the queue, so that the worker does not meet it on the same source.
        _enqueue(reconcile_sources)
    prune()
    if isinstance(task_backends[settings.task_backend], DatabaseBackend):
        call_command(
            "prune_db_task_results",
            "--backend",
            settings.task_backend,
            "--queue-name",
            settings.task_queue,
            "--min-age-days",
            "1",
            "-v",
            "0",
        )


def start_up() -> None:
    """What a server does once it runs, and need not have done before its first answer."""
    _enqueue(embed_sentences, priority=_LATER)


def enqueue_on_commit(work: Task[..., Any], *args: int) -> None:
    """Run a task once what caused it is committed.

    A queue that can't be reached costs nothing but time: the ledger row waits for `reconcile`.
    """
    transaction.on_commit(partial(_enqueue, work, *args), robust=True)


def _enqueue(work: Task[..., Any], *args: int, priority: int = 0) -> None:
    if _waits(work, args):
        return
    work.using(
        backend=settings.task_backend, queue_name=settings.task_queue, priority=priority
    ).enqueue(*args)


def _waits(work: Task[..., Any], args: tuple[int, ...]) -> bool:
    """Whether the same work is in the queue and has not begun: it will see what is saved by now."""
    if not isinstance(task_backends[settings.task_backend], DatabaseBackend):
        return False
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(
        task_path=work.module_path,
        status=TaskResultStatus.READY,
        backend_name=settings.task_backend,
        queue_name=settings.task_queue,
        args_kwargs={"args": list(args), "kwargs": {}},
    )
    return waiting.exists()
