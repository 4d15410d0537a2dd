"""The report of one run: progress, totals, and each result with its expectation and causes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_languages

from assistant.admin.evaluation.access import ReadersOnly, may_run
from assistant.admin.evaluation.result_texts import describe_results
from assistant.admin.evaluation.start import progress_data
from assistant.admin.spreadsheets import as_text
from assistant.evaluation import Total, channels, totals
from assistant.models import EvaluationResult, EvaluationRun
from assistant.text import language_name

Change = EvaluationResult.Change


class ResultColumn(Column):
    """The question, what was expected, what was answered, and why it failed."""

    cell_template_name = "assistant/evaluation/result_cell.html"


class OutcomeColumn(Column):
    """Whether the question passed, compared with the last run."""

    cell_template_name = "assistant/evaluation/outcome_cell.html"


class RunFilterSet(WagtailFilterSet):
    """Filters by outcome, change, language, channel and reason."""

    passed = django_filters.ChoiceFilter(
        label=gettext_lazy("Outcome"),
        choices=[
            ("False", pgettext_lazy("test question", "Failed")),
            ("True", gettext_lazy("Passed")),
        ],
    )
    change = django_filters.ChoiceFilter(
        label=gettext_lazy("Compared with the last time"), choices=Change.choices
    )
    locale = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"), choices=lambda: list(get_content_languages().items())
    )
    channel = django_filters.ChoiceFilter(label=gettext_lazy("Channel"), choices=channels.labels)
    reason = django_filters.ChoiceFilter(
        label=gettext_lazy("Reason"), choices=EvaluationResult.Reason.choices
    )

    class Meta:
        model = EvaluationResult
        fields = ["passed", "change", "locale", "channel", "reason"]


class RunView(ReadersOnly, ReportView):
    """The report of a run, finished or under way."""

    model = EvaluationResult
    template_name = "assistant/evaluation/run.html"
    results_template_name = "assistant/evaluation/run_results.html"
    header_icon = "clipboard-list"
    filterset_class = RunFilterSet
    is_searchable = True
    search_fields = ["text"]
    search_backend_name = None
    default_ordering = "worst"
    verbose_name_plural = pgettext_lazy("evaluation", "results")
    list_export = [
        "text",
        "locale",
        "channel",
        "passed",
        "reason",
        "change",
        "answer",
        "expected",
        "causes",
        "duration",
    ]
    export_headings = {
        "text": gettext_lazy("Question"),
        "locale": gettext_lazy("Language"),
        "channel": gettext_lazy("Channel"),
        "passed": gettext_lazy("Passed"),
        "reason": gettext_lazy("Reason"),
        "change": gettext_lazy("Compared with the last time"),
        "answer": gettext_lazy("Answer"),
        "expected": gettext_lazy("Expected"),
        "causes": gettext_lazy("What changed"),
        "duration": gettext_lazy("Milliseconds"),
    }
    columns = [
        ResultColumn("text", label=gettext_lazy("Question"), width="60%"),
        OutcomeColumn("outcome", label=gettext_lazy("Outcome"), accessor="passed"),
        Column("locale", label=gettext_lazy("Language"), accessor="shown_language"),
        Column("channel", label=gettext_lazy("Channel"), accessor="shown_channel"),
        NumberColumn("duration", label=gettext_lazy("Milliseconds")),
    ]

    @cached_property
    def run(self) -> EvaluationRun:
        """Return the run that the address names."""
        rows = EvaluationRun.objects.select_related("started_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.run).capitalize()

    @property
    def export_filename(self) -> str:
        return f"assistant-evaluation-{self.run.pk}"

    def get_index_url(self) -> str:
        return reverse("assistant_evaluation:run", args=[self.kwargs["pk"]])

    def get_index_results_url(self) -> str:
        return reverse("assistant_evaluation:run_results", args=[self.kwargs["pk"]])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        own = super().get_breadcrumbs_items()
        above = {"url": reverse("assistant_evaluation:runs"), "label": _("Assistant evaluation")}
        return [*own[:-1], above, *own[-1:]]

    def get_base_queryset(self) -> Any:
        return self.run.results.exclude(passed=None)

    def order_queryset(self, queryset: Any) -> Any:
        """Sort by severity: shown secrets, then broken, failing, mended and passing results."""
        worst = Case(
            When(reason=EvaluationResult.Reason.SECRET, then=Value(0)),
            When(change=Change.BROKEN, then=Value(1)),
            When(passed=False, then=Value(2)),
            When(change=Change.MENDED, then=Value(3)),
            default=Value(4),
            output_field=IntegerField(),
        )
        return queryset.order_by(worst, "pk")

    def get_table(self, object_list: Any) -> Any:
        """Describe only the rows of this page in words, since that costs queries."""
        if not self.is_export:
            object_list = list(object_list)
            describe_results(object_list, self.request.user)
        return super().get_table(object_list)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            return context
        lines = list(self.get_base_queryset().only("passed", "change", "locale", "channel", "run"))
        labels = dict(channels.labels(self.run.channels))
        return {
            **context,
            "run": self.run,
            "progress": progress_data(self.run),
            "may_run": may_run(self.request.user),
            "is_operator": self.request.user.is_superuser,
            "sum": next(iter(totals(lines)), None),
            "before": total_of_earlier_results(lines),
            "tables": [
                (_("Channel"), [(labels.get(s.name, s.name), s) for s in totals(lines, "channel")]),
                (_("Language"), [(language_name(s.name), s) for s in totals(lines, "locale")]),
            ],
        }

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        rows = list(queryset)
        describe_results(rows, self.request.user)
        return super().as_spreadsheet(rows, spreadsheet_format)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "text": as_text(item.text),
            "locale": item.locale,
            "channel": item.channel,
            "passed": _("yes") if item.passed else _("no"),
            "reason": item.why,
            "change": item.get_change_display(),
            "answer": as_text(item.shown_answer),
            "expected": as_text("; ".join(item.expected_lines)),
            "causes": "\n".join(f"{c.text} {c.when} {c.who}".strip() for c in item.shown_causes),
            "duration": item.duration,
        }


def total_of_earlier_results(lines: Iterable[EvaluationResult]) -> Total | None:
    """Return the total of the earlier results of these questions, or None if all are new."""
    again = [line for line in lines if not line.change.startswith("new")]
    if not again:
        return None
    passed = sum(line.change in (Change.BROKEN, Change.STILL_PASSING) for line in again)
    return Total(name="", total=len(again), passed=passed, broken=0, mended=0)
