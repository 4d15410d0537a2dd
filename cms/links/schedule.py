"""When to look: each week by itself, at once when somebody asks."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from assistant.conf import settings
from cms.links import checking, external, tasks
from cms.links.models import Round

_WEEK = datetime.timedelta(days=7)


def start_round() -> Round:
    """Begin a round in the background; the one that goes on, if one does."""
    with transaction.atomic():
        running = checking.running_round()
        if running is not None:
            return running
        round_ = Round.objects.create()
        tasks.enqueue(tasks.run_round, round_.pk)
    return round_


def check_when_due() -> None:
    """Begin what is due; to be called every few minutes, by whoever keeps house.

    Content is looked at once a week; a round that died begins again. Addresses of other sites,
    where the operator lets them be checked, are asked as each becomes due.
    """
    finished = Round.objects.filter(finished_at__gt=timezone.now() - _WEEK)
    if not finished.exists():
        start_round()
    if external.is_on() and external.due_count() and not _is_queued():
        tasks.enqueue(tasks.check_addresses)


def _is_queued() -> bool:
    """Whether a task for the addresses waits or runs; a queue that can't tell says no."""
    if not isinstance(task_backends[settings.task_backend], DatabaseBackend):
        return False
    path = tasks.check_addresses.module_path
    unfinished = DBTaskResult.objects.exclude(finished_at__isnull=False)
    return unfinished.filter(task_path=path).exists()
