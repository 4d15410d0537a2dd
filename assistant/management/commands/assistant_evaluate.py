"""The command `manage.py assistant_evaluate` asks the test questions and prints which ones fail."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from assistant.evaluation import (
    QuestionFilter,
    ResultLine,
    Total,
    cause_texts,
    channels,
    junit,
    runs,
    selection,
    totals,
)
from assistant.exceptions import AssistantError
from assistant.index import dense, editions
from assistant.models import EvaluationResult, EvaluationRun

Reason = EvaluationResult.Reason


class Command(BaseCommand):
    """Runs the evaluation from the command line."""

    help = (
        "Ask the test questions that editors keep, and say which fail. Ends with an error where "
        "a secret was shown, a question met an error, or too few passed (--fail-under)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--language", action="append", default=[], help="Only this language; may be repeated."
        )
        parser.add_argument(
            "--channel",
            action="append",
            default=[],
            help=f"Only this channel ({', '.join(channels.names())}); may be repeated.",
        )
        parser.add_argument(
            "--tag", action="append", default=[], help="Only with this tag; may be repeated."
        )
        parser.add_argument("--limit", type=int, default=0, help="At most so many questions.")
        parser.add_argument("--junit", type=Path, metavar="FILE", help="Write JUnit XML.")
        parser.add_argument(
            "--fail-under", type=float, default=0.0, metavar="SHARE", help="Such as 0.95."
        )
        parser.add_argument(
            "--no-store",
            action="store_true",
            help="Keep no run; compare with the last all the same.",
        )

    def handle(self, **options: Any) -> None:
        """Ask the questions, print and write the results, and fail if they are not good enough."""
        names = options["channel"] or channels.names()
        if unknown := [name for name in names if channels.get_channel(name) is None]:
            raise CommandError(f"There is no channel {unknown[0]!r}; there are {channels.names()}.")
        if not 0 <= options["fail_under"] <= 1:
            raise CommandError("--fail-under takes a share from 0 to 1, such as 0.95.")
        question_filter = QuestionFilter(
            languages=tuple(options["language"]),
            tags=tuple(options["tag"]),
            limit=max(0, options["limit"]),
        )
        try:
            dense.prepare(editions.current())
            work = self._unstored if options["no_store"] else self._stored
            lines = list(work(names, question_filter))
        except (AssistantError, runs.NotStarted) as error:
            raise CommandError(str(error)) from error
        finally:
            dense.release()
        if options["junit"]:
            options["junit"].write_text(junit.to_junit_xml(lines), encoding="utf-8")
        self._report(lines)
        self._judge(lines, options["fail_under"])

    def _unstored(self, names: list[str], question_filter: QuestionFilter) -> Iterator[ResultLine]:
        """Yield the results of the questions without storing a run."""
        questions = selection.questions(question_filter, names)
        if not questions:
            raise runs.NothingToAsk("No active question is chosen.")
        for question in tqdm(questions, "Questions", unit="question", disable=None):
            yield from runs.preview(question, names)

    def _stored(self, names: list[str], question_filter: QuestionFilter) -> Iterator[ResultLine]:
        """Ask the questions in a run, and yield its results."""
        run = runs.start(None, channels=names, question_filter=question_filter)
        try:
            with tqdm(total=run.total, desc="Questions", unit="question", disable=None) as bar:
                while runs.step(run.pk, seconds=0):
                    run.refresh_from_db()
                    bar.update(run.done - bar.n)
                run.refresh_from_db()
                bar.update(run.done - bar.n)
        except KeyboardInterrupt:
            runs.stop(run)
            raise
        if run.state == EvaluationRun.State.FAILED:
            raise CommandError(f"The evaluation failed: {run.problem}")
        if run.state == EvaluationRun.State.STOPPED:
            self.stdout.write("Stopped in the admin; these are the questions asked by then.")
        for row in run.results.exclude(passed=None):
            yield runs.line_of(row)

    def _report(self, lines: list[ResultLine]) -> None:
        """Print the failures with their causes, and the totals."""
        for line in lines:
            if line.passed:
                continue
            label = f" [{line.change}]" if line.change else ""
            self.stdout.write(f"{line.channel} {line.locale}: {line.text}{label}")
            self.stdout.write(f"    {line.reason_text}")
            if line.answer:
                self.stdout.write(f"    {' '.join(line.answer.split())[:300]}")
            for cause in line.causes:
                self.stdout.write(
                    f"    {cause_texts.describe(cause)} {cause_texts.changed_at(cause)}".rstrip()
                )
        self.stdout.write("")
        width = 24
        heading = f"{'':{width}}{'passed':>8}{'of':>6}{'share':>8}{'broken':>8}{'mended':>8}"
        self.stdout.write(heading)
        for by in ("channel", "locale", ""):
            for one in totals(lines, by):
                self.stdout.write(_row(one, width))

    def _judge(self, lines: list[ResultLine], least: float) -> None:
        """Raise CommandError if a secret was shown, there was an error, or too few passed."""
        harm = [line for line in lines if line.reason in (Reason.SECRET, Reason.ERROR)]
        if harm:
            raise CommandError(f"{len(harm)} showed what is secret, or met an error.")
        share = totals(lines)[0].share if lines else 1.0
        if share < least:
            raise CommandError(f"Only {share:.3f} passed; at least {least:.3f} must.")


def _row(one: Total, width: int) -> str:
    name = one.name or "all"
    figures = f"{one.passed:>8}{one.total:>6}{one.share:>8.3f}{one.broken:>8}{one.mended:>8}"
    return f"{name:{width}}{figures}"
