"""The list of all runs, newest first, with the form that starts one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_languages

from assistant.admin.evaluation.access import ReadersOnly, may_run
from assistant.evaluation import channels, selection
from assistant.models import EvaluationQuestion, EvaluationResult, EvaluationRun

BROKEN = EvaluationResult.Change.BROKEN


def share(run: Any) -> str:
    """Return the share of a run that passed, as "97 % (121/124)"; a dash if nothing was asked."""
    if not run.asked:
        return "–"
    return f"{100 * run.passed // run.asked} % ({run.passed}/{run.asked})"


class RunsView(ReadersOnly, ReportView):
    """The list of evaluation runs."""

    model = EvaluationRun
    template_name = "assistant/evaluation/runs.html"
    results_template_name = "assistant/evaluation/runs_results.html"
    index_url_name = "assistant_evaluation:runs"
    index_results_url_name = "assistant_evaluation:runs_results"
    page_title = _("Assistant evaluation")
    header_icon = "clipboard-list"
    verbose_name_plural = _("evaluations")
    is_searchable = False
    default_ordering = "-created_at"
    export_filename = "assistant-evaluations"
    list_export = [
        "pk",
        "created_at",
        "started_by",
        "state",
        "channels",
        "asked",
        "passed",
        "broken",
    ]
    export_headings = {
        "pk": _("Evaluation"),
        "created_at": _("Started"),
        "started_by": _("By"),
        "state": _("State"),
        "channels": _("Channels"),
        "asked": pgettext_lazy("evaluation", "Results"),
        "passed": _("Passed"),
        "broken": pgettext_lazy("test question", "Broken"),
    }
    columns = [
        TitleColumn(
            "pk",
            label=_("Evaluation"),
            accessor=str,
            get_url=lambda run: reverse("assistant_evaluation:run", args=[run.pk]),
        ),
        DateColumn("created_at", label=_("Started"), sort_key="created_at"),
        Column("started_by", label=_("By"), accessor=lambda run: run.started_by or "–"),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column(
            "channels",
            label=_("Channels"),
            accessor=lambda run: ", ".join(label for _, label in channels.labels(run.channels)),
        ),
        Column("share", label=_("Passed"), accessor=share),
        NumberColumn("broken", label=pgettext_lazy("test question", "Broken")),
    ]

    def get_base_queryset(self) -> Any:
        rows = EvaluationRun.objects.select_related("started_by")
        return rows.annotate(
            asked=Count("results", filter=Q(results__passed__isnull=False)),
            passed=Count("results", filter=Q(results__passed=True)),
            broken=Count("results", filter=Q(results__change=BROKEN)),
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            return context
        user = self.request.user
        languages = EvaluationQuestion.objects.filter(active=True).order_by("locale")
        names = get_content_languages()
        return {
            **context,
            "may_run": may_run(user),
            "may_add": user.has_perm("assistant.add_evaluationquestion"),
            "may_see_questions": user.has_perm("assistant.view_evaluationquestion")
            or user.has_perm("assistant.change_evaluationquestion"),
            "questions": EvaluationQuestion.objects.filter(active=True).count(),
            "channels": channels.labels(),
            "languages": [
                (code, names.get(code, code))
                for code in languages.values_list("locale", flat=True).distinct()
            ],
            "tags": selection.all_tags(),
            "under_way": EvaluationRun.objects.filter(under_way=True).first(),
        }
