"""Starts, cancels and resumes runs.

The state of a run is in its rows; the queue only says that work goes on. So a lost task, a killed
process or a task run twice costs at most one batch.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.machine_translation.models import TranslationItem, TranslationRun
from cms.machine_translation.permissions import permitted
from cms.machine_translation.tasks import enqueue
from cms.machine_translation.worker import STALLED

logger = logging.getLogger(__name__)

Run, Item = TranslationRun.State, TranslationItem.State


def start(
    user: User,
    pairs: Iterable[tuple[Page, Locale]],
    *,
    publish: bool = False,
) -> TranslationRun | None:
    """Start a run with those pairs that the user may translate; None if there are none."""
    wanted = list(pairs)
    pages = list({page.pk: page for page, _ in wanted}.values())
    locales = {locale.pk: locale for _, locale in wanted}
    allowed = permitted(user, pages, locales.values())
    chosen = {
        (page.pk, locale.pk): (page, locale)
        for page, locale in wanted
        if (page.pk, locale.pk) in allowed
    }
    if not chosen:
        return None
    with transaction.atomic():
        run = TranslationRun.objects.create(started_by=user, publish=publish)
        TranslationItem.objects.bulk_create(
            TranslationItem(
                run=run,
                page=page,
                locale=locale,
                title=page.title,
                language=locale.get_display_name(),
            )
            for page, locale in chosen.values()
        )
        _queue(run)
    return run


def cancel(run: TranslationRun) -> None:
    """Cancel a run after its current batch; what is translated stays."""
    with transaction.atomic():
        TranslationRun.objects.filter(pk=run.pk).exclude(state=Run.FINISHED).update(
            state=Run.CANCELLED
        )
        run.items.filter(state=Item.WAITING).update(state=Item.CANCELLED)


def resume(run: TranslationRun) -> None:
    """Resume everything that is not done: waiting, interrupted, cancelled, failed or refused."""
    with transaction.atomic():
        run.items.exclude(state=Item.DONE).update(
            state=Item.WAITING, problem={}, refused=[], saved=""
        )
        TranslationRun.objects.filter(pk=run.pk).update(state=Run.WORKING)
        _queue(run)


def resume_stalled() -> int:
    """Resume runs whose task was lost, and return how many; for a scheduler."""
    stalled = TranslationRun.objects.filter(state=Run.WORKING, seen_at__lt=timezone.now() - STALLED)
    runs = list(stalled)
    for run in runs:
        with transaction.atomic():
            _queue(run)
    return len(runs)


def _queue(run: TranslationRun) -> None:
    TranslationRun.objects.filter(pk=run.pk).update(seen_at=timezone.now())
    enqueue(run.pk)
