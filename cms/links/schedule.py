"""Schedules rounds: each week, and at once when somebody asks."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from assistant.conf import settings
from cms.links import external, rounds, tasks
from cms.links.models import Round

_WEEK = datetime.timedelta(days=7)


def start_round() -> Round:
    """Start a round in the background, unless one is running or queued; return the round."""
    with transaction.atomic():
        begun = rounds.running_round()
        if begun is None and _is_queued(tasks.run_round):
            begun = Round.objects.filter(finished_at=None).order_by("-started_at").first()
        if begun is not None:
            return begun
        round_ = Round.objects.create()
        tasks.enqueue(tasks.run_round, round_.pk)
    return round_


def check_when_due() -> None:
    """Start what is due; called every few minutes by a scheduler.

    Content is checked once a week; a round that died is started again. Addresses of other sites,
    where the operator lets them be checked, are checked as each becomes due.
    """
    finished = Round.objects.filter(finished_at__gt=timezone.now() - _WEEK)
    if not finished.exists():
        start_round()
    if external.is_on() and external.due_count() and not _is_queued(tasks.check_addresses):
        tasks.enqueue(tasks.check_addresses)


def _is_queued(work: Task[..., Any]) -> bool:
    """Return whether a task waits or runs; False if the queue can't tell."""
    if not isinstance(task_backends[settings.task_backend], DatabaseBackend):
        return False
    unfinished = DBTaskResult.objects.filter(finished_at__isnull=True)
    return unfinished.filter(task_path=work.module_path).exists()
