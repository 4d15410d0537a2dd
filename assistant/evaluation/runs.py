"""Runs from their start to their end: what the admin and the command ask for, and one step of it.

A run's rows are the truth; the queue only carries the wish to go on. So a lost task, a killed
process or a task run twice costs at most the question that was being asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from assistant.evaluation import comparison, configuration, history, selection
from assistant.evaluation.dependencies import Watched, watch
from assistant.evaluation.questioner import Outcome, ask, channels_of
from assistant.evaluation.report_lines import Line
from assistant.evaluation.selection import Chosen
from assistant.models import EvaluationQuestion, EvaluationResult, EvaluationRun

logger = logging.getLogger(__name__)

#: After so long without a sign a run's task, or the work on a question, is taken for dead: longer
#: than a language model that goes on and on may take.
STALLED = timedelta(minutes=5)
#: After so long it was given up, say with a command that was killed where no worker runs.
_ABANDONED = timedelta(hours=1)
#: Seconds of a task: what was published meanwhile is indexed between two.
_SLICE = 2.0
#: Runs that are kept; a question compares with its last one, so this reaches back far enough for
#: a run at every publishing day of a month. A run of 400 results takes about half a megabyte.
KEPT = 30

State = EvaluationRun.State


class NotStarted(Exception):
    """A run can't be started; its text says why, for the person who runs the site."""


class UnderWay(NotStarted):
    """Another run is under way."""


class NothingToAsk(NotStarted):
    """No active question is chosen."""


def start(user: Any, *, channels: Sequence[str], chosen: Chosen) -> EvaluationRun:
    """A new run, which waits to be stepped through. Raises UnderWay, NothingToAsk."""
    questions = selection.questions(chosen, list(channels))
    for pk in _without_a_sign(_ABANDONED):
        _end(pk, State.STOPPED)
    if not questions:
        raise NothingToAsk("No active question is chosen.")
    try:
        with transaction.atomic():
            run = EvaluationRun.objects.create(
                started_by=user,
                channels=list(channels),
                chosen={
                    "languages": list(chosen.languages),
                    "tags": list(chosen.tags),
                    "limit": chosen.limit,
                },
                total=len(questions),
                in_force=configuration.in_force(),
            )
            EvaluationResult.objects.bulk_create(
                EvaluationResult(
                    run=run,
                    question=question,
                    channel=name,
                    text=question.text,
                    locale=question.locale,
                    expectation=question.expectation(),
                )
                for question in questions
                for name in channels_of(question, channels)
            )
    except IntegrityError as error:
        raise UnderWay("Another evaluation is under way.") from error
    return run


def stop(run: EvaluationRun) -> None:
    """End after the question that is being asked; what was asked stays."""
    with transaction.atomic():
        _end(run.pk, State.STOPPED)
        run.results.filter(passed=None).delete()


def stalled() -> list[int]:
    """The run under way, if its task was lost, say with a killed process."""
    return _without_a_sign(STALLED)


def _without_a_sign(since: timedelta) -> list[int]:
    rows = EvaluationRun.objects.filter(under_way=True, seen_at__lt=timezone.now() - since)
    return list(rows.values_list("pk", flat=True))


def prune() -> int:
    """Delete all but the newest `KEPT` runs; returns how many."""
    old = EvaluationRun.objects.filter(under_way=None).order_by("-pk").values_list("pk", flat=True)
    keys = list(old[KEPT:])
    EvaluationRun.objects.filter(pk__in=keys).delete()
    return len(keys)


def step(run_id: int, *, seconds: float = _SLICE) -> bool:
    """Ask questions of a run for so long, one at least; whether there are more."""
    ends = time.monotonic() + seconds
    try:
        while _next(run_id):
            if time.monotonic() >= ends:
                return True
    except OperationalError as error:
        # The database is busy, or away for now: `stalled` finds the run again.
        logger.warning("Evaluation %s waits: %s.", run_id, error)
    except Exception as error:
        logger.exception("Evaluation %s failed.", run_id)
        _end(run_id, State.FAILED, problem=f"{type(error).__name__}: {error}"[:300])
    return False


def _end(run_id: int, state: str, problem: str = "") -> None:
    EvaluationRun.objects.filter(pk=run_id, under_way=True).update(
        state=state, under_way=None, finished_at=timezone.now(), problem=problem
    )


def _next(run_id: int) -> bool:
    """Ask one question; False where there is nothing left to do for this task."""
    now = timezone.now()
    alive = EvaluationRun.objects.filter(pk=run_id, under_way=True)
    if not alive.update(state=State.RUNNING, seen_at=now):
        return False
    run = alive.first()
    if run is None:
        return False
    # Its question was deleted meanwhile.
    run.results.filter(passed=None, question=None).delete()
    rows = _claim(run)
    if rows:
        _ask(run, rows)
        return True
    if not run.results.filter(passed=None).exists():
        _end(run_id, State.DONE)
        prune()
    return False


def _open(run: EvaluationRun) -> QuerySet[EvaluationResult]:
    cut_short = Q(asked_at__lt=timezone.now() - STALLED)
    return run.results.filter(Q(asked_at=None) | cut_short, passed=None)


def _claim(run: EvaluationRun) -> list[EvaluationResult]:
    """The results of the next question, for this task alone."""
    while first := _open(run).order_by("pk").first():
        mine = _open(run).filter(question=first.question_id).order_by("pk")
        keys = list(mine.values_list("pk", flat=True))
        with transaction.atomic():
            if _open(run).filter(pk__in=keys).update(asked_at=timezone.now()) == len(keys):
                return list(run.results.filter(pk__in=keys).select_related("question"))
    return []


def _ask(run: EvaluationRun, rows: list[EvaluationResult]) -> None:
    question = rows[0].question
    if question is None:
        return
    by_channel = {outcome.channel: outcome for outcome in ask(question, [r.channel for r in rows])}
    before = last(question, run)
    with transaction.atomic():
        for row in rows:
            outcome = by_channel.get(row.channel)
            if outcome is None:
                row.delete()
                continue
            row.expectation = question.expectation()
            _fill(row, outcome, before.get(row.channel), run.in_force)
            row.save(force_update=True)
        passed = all(outcome.verdict.passed for outcome in by_channel.values())
        EvaluationQuestion.objects.filter(pk=question.pk).update(
            last_passed=passed, last_asked_at=timezone.now()
        )
        EvaluationRun.objects.filter(pk=run.pk).update(done=F("done") + 1, seen_at=timezone.now())


def last(
    question: EvaluationQuestion, run: EvaluationRun | None = None
) -> dict[str, EvaluationResult]:
    """By channel, the question's result in the last finished run (before this one) that had it."""
    rows = question.results.filter(run__state=State.DONE).exclude(passed=None)
    if run is not None:
        rows = rows.filter(run__lt=run.pk)
    return {row.channel: row for row in rows.select_related("run").order_by("run_id")}


def _fill(
    row: EvaluationResult,
    outcome: Outcome,
    before: EvaluationResult | None,
    in_force: dict[str, str],
) -> None:
    """Put an outcome into its row, compared with the one before."""
    groups = {expected.group for expected in row.question.expected.all()} if row.question else set()
    old: list[Watched] = before.watched if before else []
    now = timezone.now()
    watched = watch({one.source for one in outcome.reply.cited}, groups, old)
    row.passed, row.reason = outcome.verdict.passed, outcome.verdict.reason
    row.detail, row.status = outcome.verdict.detail, outcome.reply.status
    row.answer, row.duration = outcome.reply.text, outcome.duration
    row.change = comparison.change(before.passed if before else None, outcome.verdict.passed)
    row.causes, row.asked_at = [], now
    if before is not None and before.asked_at and row.change == EvaluationResult.Change.BROKEN:
        row.causes = comparison.causes(
            before=old,
            now=watched,
            entries=history.entries([*old, *watched], before.asked_at, now),
            question_changed=before.expectation != row.expectation,
            settings_before=before.run.in_force,
            settings_now=in_force,
        )
    row.watched = [one for one in watched if one["cited"] or one["expected"]]


def try_out(question: EvaluationQuestion, channels: Iterable[str]) -> list[Line]:
    """Ask a question and compare, and keep nothing."""
    before = last(question)
    in_force = configuration.in_force()
    lines = []
    for outcome in ask(question, channels_of(question, channels)):
        row = EvaluationResult(
            question=question,
            channel=outcome.channel,
            text=question.text,
            locale=question.locale,
            expectation=question.expectation(),
        )
        _fill(row, outcome, before.get(outcome.channel), in_force)
        lines.append(line_of(row))
    return lines


def line_of(row: EvaluationResult) -> Line:
    """A result that was asked, as reports show it."""
    return Line(
        text=row.text,
        locale=row.locale,
        channel=row.channel,
        passed=bool(row.passed),
        reason=row.reason,
        detail=row.detail,
        change=row.change,
        answer=row.answer,
        causes=row.causes,
        duration=row.duration,
    )
