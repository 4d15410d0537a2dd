"""Background tasks: ids in, one call. Each re-fetches what it works on and may run twice."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.backend import DatabaseBackend

from assistant import curated
from assistant.answering import prune
from assistant.conf import settings
from assistant.evaluation import runs
from assistant.exceptions import AssistantError, ProviderError
from assistant.index import editions
from assistant.index import embed_sentences as embed
from assistant.ingestion import build, ledger, mend, sync
from assistant.models import Source

logger = logging.getLogger(__name__)

#: Passages whose sentences are embedded in one task, sources brought into a new edition in one:
#: about a second's work.
_SENTENCES_BATCH, _BUILD_BATCH = 8, 4
#: Priorities: what was published now goes before what is compared, rebuilt or made better.
_NOW, _COMPARED, _EVALUATED, _BUILT, _LATER = 0, -2, -5, -8, -10


@task()
def sync_source(source: int) -> None:
    """Index one source, unless an earlier task did; what fails now is tried again later."""
    others: tuple[int, ...] = ()
    try:
        if ledger.due().filter(pk=source).exists():
            others = sync(source)
    except Exception:
        logger.warning("Source %s keeps waiting.", source, exc_info=True)
        _try_again(source)
    for row in others:
        _enqueue(sync_source, row, priority=_COMPARED)
    _enqueue(embed_sentences, priority=_LATER)


def _try_again(source: int) -> None:
    """Queue the next try, where the queue can wait; elsewhere `periodic` finds the row."""
    if task_backends[settings.task_backend].supports_defer:
        times = Source.objects.filter(pk=source, state=Source.State.WAITING)
        if retry_at := times.values_list("retry_at", flat=True).first():
            _enqueue(sync_source, source, run_after=retry_at)


@task()
def reconcile_sources() -> None:
    """Find everything that does not match the site, and queue it."""
    try:
        ledger.reconcile(editions.in_force())
        _enqueue_due()
        mend()
    except AssistantError:
        logger.warning("The index can't be reconciled now.", exc_info=True)
    _enqueue(embed_wordings, priority=_COMPARED)
    _enqueue(build_edition, priority=_BUILT)
    _enqueue(embed_sentences, priority=_LATER)


@task()
def build_edition() -> None:
    """Bring some sources into the edition that is to answer next, and call itself for the rest."""
    try:
        while build(_BUILD_BATCH):
            if task_backends[settings.task_backend].supports_defer:
                _enqueue(build_edition, priority=_BUILT)
                return
    except AssistantError:
        logger.warning("The new edition of the index can't be built now.", exc_info=True)


@task()
def embed_sentences() -> None:
    """Embed the sentences of some passages that lack it, and call itself for the rest."""
    try:
        model = editions.embedder_of(editions.in_force())
        while embed(model, _SENTENCES_BATCH) == _SENTENCES_BATCH:
            if task_backends[settings.task_backend].supports_defer:
                _enqueue(embed_sentences, priority=_LATER)
                return
    except ProviderError:
        logger.warning("Sentences can't be embedded now.", exc_info=True)


@task()
def embed_wordings() -> None:
    """Embed what curated answers are found by, where it is missing."""
    try:
        curated.embed_missing()
    except ProviderError:
        logger.warning("Wordings can't be embedded now.", exc_info=True)


@task()
def evaluate(run: int) -> None:
    """Ask some of a run's test questions, and call itself for the rest."""
    while runs.step(run):
        if task_backends[settings.task_backend].supports_defer:
            # Through the queue again: what was published meanwhile is indexed first.
            _enqueue(evaluate, run, priority=_EVALUATED)
            return


def evaluate_on_commit(run: int) -> None:
    """Begin or go on with a run once what asked for it is committed."""
    transaction.on_commit(partial(_enqueue, evaluate, run, priority=_EVALUATED), robust=True)


def periodic(*, thorough: bool = True) -> None:
    """What has to be done every few minutes, whoever calls: cron, a scheduler, the hub's server.

    Publishes and expires what is scheduled, deletes questions older than the retention and the
    records of finished tasks; where `thorough`, compares the whole index with the site.
    """
    call_command("publish_scheduled", verbosity=0)
    _enqueue_due()
    for run in runs.stalled():
        _enqueue(evaluate, run, priority=_EVALUATED)
    if thorough:
        _enqueue(reconcile_sources, priority=_COMPARED)
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
    _enqueue(reconcile_sources, priority=_COMPARED)


def _enqueue_due() -> None:
    """Queue what waits, as the queue may have lost it; what is queued is not queued again."""
    for row in ledger.due().values_list("pk", flat=True):
        _enqueue(sync_source, row, priority=_COMPARED)


def enqueue_on_commit(work: Task[..., Any], *args: int) -> None:
    """Run a task once what caused it is committed.

    A queue that can't be reached costs nothing but time: the ledger row waits for `reconcile`.
    """
    transaction.on_commit(partial(_enqueue, work, *args), robust=True)


def _enqueue(
    work: Task[..., Any], *args: int, priority: int = _NOW, run_after: datetime | None = None
) -> None:
    if _waits(work, args, priority, run_after or timezone.now()):
        return
    work.using(
        backend=settings.task_backend,
        queue_name=settings.task_queue,
        priority=priority,
        run_after=run_after,
    ).enqueue(*args)


def _waits(work: Task[..., Any], args: tuple[int, ...], priority: int, start: datetime) -> bool:
    """Whether the same work is in the queue, as soon and as early, and has not begun.

    It will see what is saved by now.
    """
    if not isinstance(task_backends[settings.task_backend], DatabaseBackend):
        return False
    from django_tasks_db.models import DBTaskResult, get_date_max

    waiting = DBTaskResult.objects.filter(
        task_path=work.module_path,
        status=TaskResultStatus.READY,
        backend_name=settings.task_backend,
        queue_name=settings.task_queue,
        args_kwargs={"args": list(args), "kwargs": {}},
        priority__gte=priority,
    )
    # The queue keeps "at once" as the end of time.
    return waiting.filter(Q(run_after=get_date_max()) | Q(run_after__lte=start)).exists()
