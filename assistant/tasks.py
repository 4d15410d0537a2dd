"""Background tasks: they take ids, fetch the rows again, make one call, and may run twice."""

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
from assistant.ingestion import build_next_edition, ledger, repair, sync
from assistant.models import Source

logger = logging.getLogger(__name__)

#: Number of passages whose sentences one task embeds, and of sources that one task indexes into a
#: new edition. They are small, so that a change on the site does not wait long behind a task:
#: docs/figures.md, Length of a background task.
_SENTENCES_BATCH, _BUILD_BATCH = 8, 4
#: Priorities: just published, found by comparison, test questions, a new edition, sentences.
(
    _PRIORITY_PUBLISHED,
    _PRIORITY_COMPARED,
    _PRIORITY_EVALUATION,
    _PRIORITY_EDITION,
    _PRIORITY_SENTENCES,
) = 0, -2, -5, -8, -10


@task()
def sync_source(source: int) -> None:
    """Index one source, unless an earlier task did; a failed one is tried again later."""
    others: tuple[int, ...] = ()
    try:
        if ledger.due().filter(pk=source).exists():
            others = sync(source)
    except Exception:
        logger.warning("Source %s keeps waiting.", source, exc_info=True)
        _try_again(source)
    for row in others:
        _enqueue(sync_source, row, priority=_PRIORITY_COMPARED)
    _enqueue(embed_sentences, priority=_PRIORITY_SENTENCES)


def _try_again(source: int) -> None:
    """Queue the next try for its time, if the queue can defer; else `periodic` finds the row."""
    if task_backends[settings.task_backend].supports_defer:
        times = Source.objects.filter(pk=source, state=Source.State.WAITING)
        if retry_at := times.values_list("retry_at", flat=True).first():
            _enqueue(sync_source, source, run_after=retry_at)


@task()
def reconcile_sources() -> None:
    """Find all sources that do not match the site, and queue them."""
    try:
        ledger.reconcile(editions.current())
        _enqueue_due()
        repair()
    except AssistantError:
        logger.warning("The index can't be reconciled now.", exc_info=True)
    _enqueue(embed_wordings, priority=_PRIORITY_COMPARED)
    _enqueue(build_edition, priority=_PRIORITY_EDITION)
    _enqueue(embed_sentences, priority=_PRIORITY_SENTENCES)


@task()
def build_edition() -> None:
    """Index some sources into the edition to be used next, and queue itself for the rest."""
    try:
        while build_next_edition(_BUILD_BATCH):
            if task_backends[settings.task_backend].supports_defer:
                _enqueue(build_edition, priority=_PRIORITY_EDITION)
                return
    except AssistantError:
        logger.warning("The new edition of the index can't be built now.", exc_info=True)


@task()
def embed_sentences() -> None:
    """Embed the sentences of some passages that lack vectors, and queue itself for the rest."""
    try:
        model = editions.embedder_of(editions.current())
        while embed(model, _SENTENCES_BATCH) == _SENTENCES_BATCH:
            if task_backends[settings.task_backend].supports_defer:
                _enqueue(embed_sentences, priority=_PRIORITY_SENTENCES)
                return
    except ProviderError:
        logger.warning("Sentences can't be embedded now.", exc_info=True)


@task()
def embed_wordings() -> None:
    """Embed the wordings of curated answers that lack a vector."""
    try:
        curated.embed_missing()
    except ProviderError:
        logger.warning("Wordings can't be embedded now.", exc_info=True)


@task()
def evaluate(run: int) -> None:
    """Ask some of a run's test questions, and queue itself for the rest."""
    while runs.step(run):
        if task_backends[settings.task_backend].supports_defer:
            # Queued again, so that what was published meanwhile is indexed first.
            _enqueue(evaluate, run, priority=_PRIORITY_EVALUATION)
            return


def evaluate_on_commit(run: int) -> None:
    """Start or continue an evaluation run once the present transaction is committed."""
    transaction.on_commit(
        partial(_enqueue, evaluate, run, priority=_PRIORITY_EVALUATION), robust=True
    )


def periodic(*, thorough: bool = True) -> None:
    """Do the work that is due every few minutes; cron, a scheduler or a server calls this.

    Publishes and expires scheduled pages, continues lost evaluations, deletes questions older than
    the retention, and the records of finished tasks. If `thorough`, it also has the whole index
    compared with the site.
    """
    call_command("publish_scheduled", verbosity=0)
    _enqueue_due()
    for run in runs.stalled():
        _enqueue(evaluate, run, priority=_PRIORITY_EVALUATION)
    if thorough:
        _enqueue(reconcile_sources, priority=_PRIORITY_COMPARED)
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
    """Queue the comparison of the index with the site, which a server does after its start."""
    _enqueue(reconcile_sources, priority=_PRIORITY_COMPARED)


def _enqueue_due() -> None:
    """Queue all sources that wait, since the queue may have lost some; none is queued twice."""
    for row in ledger.due().values_list("pk", flat=True):
        _enqueue(sync_source, row, priority=_PRIORITY_COMPARED)


def enqueue_on_commit(work: Task[..., Any], *args: int) -> None:
    """Queue a task once the present transaction is committed.

    If the queue can't be reached, only time is lost: the ledger row waits for `reconcile`.
    """
    transaction.on_commit(partial(_enqueue, work, *args), robust=True)


def _enqueue(
    work: Task[..., Any],
    *args: int,
    priority: int = _PRIORITY_PUBLISHED,
    run_after: datetime | None = None,
) -> None:
    """Queue a task now, unless the same is already queued."""
    if _is_queued(work, args, priority, run_after or timezone.now()):
        return
    work.using(
        backend=settings.task_backend,
        queue_name=settings.task_queue,
        priority=priority,
        run_after=run_after,
    ).enqueue(*args)


def _is_queued(work: Task[..., Any], args: tuple[int, ...], priority: int, start: datetime) -> bool:
    """Return whether the same task is queued, with at least this priority and no later start.

    It has not begun, so it will see everything that is saved by now.
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
    # django-tasks-db stores "at once" as the greatest date.
    return waiting.filter(Q(run_after=get_date_max()) | Q(run_after__lte=start)).exists()
