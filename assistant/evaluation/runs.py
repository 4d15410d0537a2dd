"""Evaluation runs: starts, continues, stops and deletes them.

A run's rows in the database are the truth; a queued task only means that somebody should go on. So
a lost task, a killed process or a task that runs twice costs at most the question being asked.
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
from assistant.evaluation.dependencies import Dependency, record_dependencies
from assistant.evaluation.questioner import Outcome, ask, channels_of
from assistant.evaluation.report_lines import ResultLine
from assistant.evaluation.selection import QuestionFilter
from assistant.models import EvaluationQuestion, EvaluationResult, EvaluationRun

logger = logging.getLogger(__name__)

#: Without progress for so long, a run's task or the work on a question is taken for dead. It is
#: longer than the slowest answer of a language model may take.
STALLED = timedelta(minutes=5)
#: Without progress for so long, a run was abandoned: by a command that was killed, for example,
#: where no worker runs.
_ABANDONED = timedelta(hours=1)
#: Seconds that one task takes; between two tasks the worker indexes what was published.
_TASK_SECONDS = 2.0
#: Number of runs that are stored: one for every day of a month.
#: Their size: docs/figures.md, Stored evaluation runs.
MAX_STORED_RUNS = 30

State = EvaluationRun.State


class NotStarted(Exception):
    """A run can't be started; the text says why, for the person who runs the site."""


class UnderWay(NotStarted):
    """Another run is under way."""


class NothingToAsk(NotStarted):
    """No active question is chosen."""


def start(user: Any, *, channels: Sequence[str], question_filter: QuestionFilter) -> EvaluationRun:
    """Create a run with a row for each question and channel; `step` asks them later.

    Raises UnderWay or NothingToAsk.
    """
    questions = selection.questions(question_filter, list(channels))
    for pk in _silent_since(_ABANDONED):
        _end(pk, State.STOPPED)
    if not questions:
        raise NothingToAsk("No active question is chosen.")
    try:
        with transaction.atomic():
            run = EvaluationRun.objects.create(
                started_by=user,
                channels=list(channels),
                chosen={
                    "languages": list(question_filter.languages),
                    "tags": list(question_filter.tags),
                    "limit": question_filter.limit,
                },
                total=len(questions),
                in_force=configuration.snapshot(),
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
    """End a run after the question that is being asked; finished results stay."""
    with transaction.atomic():
        _end(run.pk, State.STOPPED)
        run.results.filter(passed=None).delete()


def stalled() -> list[int]:
    """Return the key of the run under way if its task was lost, as with a killed process."""
    return _silent_since(STALLED)


def _silent_since(since: timedelta) -> list[int]:
    """Return the keys of runs under way that have shown no progress for so long."""
    rows = EvaluationRun.objects.filter(under_way=True, seen_at__lt=timezone.now() - since)
    return list(rows.values_list("pk", flat=True))


def prune() -> int:
    """Delete all but the newest `MAX_STORED_RUNS` runs, and return how many were deleted."""
    old = EvaluationRun.objects.filter(under_way=None).order_by("-pk").values_list("pk", flat=True)
    keys = list(old[MAX_STORED_RUNS:])
    EvaluationRun.objects.filter(pk__in=keys).delete()
    return len(keys)


def step(run_id: int, *, seconds: float = _TASK_SECONDS) -> bool:
    """Ask questions of a run for so many seconds, at least one; return whether there are more."""
    deadline = time.monotonic() + seconds
    try:
        while _next(run_id):
            if time.monotonic() >= deadline:
                return True
    except OperationalError as error:
        # The database is busy or can't be reached: `stalled` finds the run again.
        logger.warning("Evaluation %s waits: %s.", run_id, error)
    except Exception as error:
        logger.exception("Evaluation %s failed.", run_id)
        _end(run_id, State.FAILED, problem=f"{type(error).__name__}: {error}"[:300])
    return False


def _end(run_id: int, state: str, problem: str = "") -> None:
    """Close a run that is under way."""
    EvaluationRun.objects.filter(pk=run_id, under_way=True).update(
        state=state, under_way=None, finished_at=timezone.now(), problem=problem
    )


def _next(run_id: int) -> bool:
    """Ask one question; return False if there is nothing left to do for this task."""
    now = timezone.now()
    alive = EvaluationRun.objects.filter(pk=run_id, under_way=True)
    if not alive.update(state=State.RUNNING, seen_at=now):
        return False
    run = alive.first()
    if run is None:
        return False
    # Results whose question was deleted meanwhile can't be asked.
    run.results.filter(passed=None, question=None).delete()
    rows = _reserve(run)
    if rows:
        _ask(run, rows)
        return True
    if not run.results.filter(passed=None).exists():
        _end(run_id, State.DONE)
        prune()
    return False


def _unfinished(run: EvaluationRun) -> QuerySet[EvaluationResult]:
    """Return the results of a run that nobody has asked, or whose asking was cut short."""
    cut_short = Q(asked_at__lt=timezone.now() - STALLED)
    return run.results.filter(Q(asked_at=None) | cut_short, passed=None)


def _reserve(run: EvaluationRun) -> list[EvaluationResult]:
    """Reserve the results of the next question for this task, and return them."""
    while first := _unfinished(run).order_by("pk").first():
        same_question = _unfinished(run).filter(question=first.question_id).order_by("pk")
        keys = list(same_question.values_list("pk", flat=True))
        with transaction.atomic():
            if _unfinished(run).filter(pk__in=keys).update(asked_at=timezone.now()) == len(keys):
                return list(run.results.filter(pk__in=keys).select_related("question"))
    return []


def _ask(run: EvaluationRun, rows: list[EvaluationResult]) -> None:
    """Ask a question in the channels of its rows, and store the outcomes."""
    question = rows[0].question
    if question is None:
        return
    by_channel = {outcome.channel: outcome for outcome in ask(question, [r.channel for r in rows])}
    previous = last_results(question, run)
    with transaction.atomic():
        for row in rows:
            outcome = by_channel.get(row.channel)
            if outcome is None:
                row.delete()
                continue
            row.expectation = question.expectation()
            _fill(row, outcome, previous.get(row.channel), run.in_force)
            row.save(force_update=True)
        passed = all(outcome.verdict.passed for outcome in by_channel.values())
        EvaluationQuestion.objects.filter(pk=question.pk).update(
            last_passed=passed, last_asked_at=timezone.now()
        )
        EvaluationRun.objects.filter(pk=run.pk).update(done=F("done") + 1, seen_at=timezone.now())


def last_results(
    question: EvaluationQuestion, run: EvaluationRun | None = None
) -> dict[str, EvaluationResult]:
    """Return a question's latest results in finished runs, by channel.

    Only runs before `run`, if it is given.
    """
    rows = question.results.filter(run__state=State.DONE).exclude(passed=None)
    if run is not None:
        rows = rows.filter(run__lt=run.pk)
    return {row.channel: row for row in rows.select_related("run").order_by("run_id")}


def _fill(
    row: EvaluationResult,
    outcome: Outcome,
    previous: EvaluationResult | None,
    settings_now: dict[str, str],
) -> None:
    """Write an outcome into its row, compared with the earlier result `previous`."""
    groups = {expected.group for expected in row.question.expected.all()} if row.question else set()
    old: list[Dependency] = previous.watched if previous else []
    now = timezone.now()
    dependencies = record_dependencies({one.source for one in outcome.reply.cited}, groups, old)
    row.passed, row.reason = outcome.verdict.passed, outcome.verdict.reason
    row.detail, row.status = outcome.verdict.detail, outcome.reply.status
    row.answer, row.duration = outcome.reply.text, outcome.duration
    row.change = comparison.change(previous.passed if previous else None, outcome.verdict.passed)
    row.causes, row.asked_at = [], now
    if previous is not None and previous.asked_at and row.change == EvaluationResult.Change.BROKEN:
        row.causes = comparison.causes(
            before=old,
            now=dependencies,
            entries=history.entries([*old, *dependencies], previous.asked_at, now),
            question_changed=previous.expectation != row.expectation,
            settings_before=previous.run.in_force,
            settings_now=settings_now,
        )
    row.watched = [one for one in dependencies if one["cited"] or one["expected"]]


def preview(question: EvaluationQuestion, channels: Iterable[str]) -> list[ResultLine]:
    """Ask a question and compare it with its last results, without storing anything."""
    previous = last_results(question)
    settings_now = configuration.snapshot()
    lines = []
    for outcome in ask(question, channels_of(question, channels)):
        row = EvaluationResult(
            question=question,
            channel=outcome.channel,
            text=question.text,
            locale=question.locale,
            expectation=question.expectation(),
        )
        _fill(row, outcome, previous.get(outcome.channel), settings_now)
        lines.append(line_of(row))
    return lines


def line_of(row: EvaluationResult) -> ResultLine:
    """Return a finished result as reports show it."""
    return ResultLine(
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
