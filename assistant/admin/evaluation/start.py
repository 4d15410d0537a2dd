"""Views that start an evaluation, stop it, and report its progress."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from assistant.admin.evaluation.access import may_run, may_see
from assistant.evaluation import QuestionFilter, channels, runs
from assistant.exceptions import ProviderError
from assistant.models import EvaluationRun
from assistant.tasks import evaluate_on_commit
from assistant.text import site_languages


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a run of the posted `channels` (names), `language` (a code or nothing) and `tag`."""
    if not may_run(request.user):
        raise PermissionDenied
    names = [name for name in channels.names() if name in request.POST.getlist("channels")]
    if not names:
        messages.error(request, _("Choose at least one channel."))
        return redirect(reverse("assistant_evaluation:runs"))
    language, tag = request.POST.get("language", ""), request.POST.get("tag", "")
    question_filter = QuestionFilter(
        languages=(language,) if language in site_languages() else (), tags=(tag,) if tag else ()
    )
    try:
        with transaction.atomic():
            run = runs.start(request.user, channels=names, question_filter=question_filter)
            evaluate_on_commit(run.pk)
    except runs.NothingToAsk:
        messages.warning(request, _("There is no active test question of this kind."))
    except runs.UnderWay:
        messages.warning(request, _("Another evaluation is under way. Wait for it, or stop it."))
    except ProviderError:
        messages.error(request, _("The embedding model is out of reach. Tell an operator."))
    else:
        return redirect(reverse("assistant_evaluation:run", args=[run.pk]))
    return redirect(reverse("assistant_evaluation:runs"))


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a run; the results so far stay."""
    if not may_run(request.user):
        raise PermissionDenied
    runs.stop(get_object_or_404(EvaluationRun, pk=pk))
    return redirect(reverse("assistant_evaluation:run", args=[pk]))


@require_GET
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the progress of a run as JSON, for the script on its page."""
    if not may_see(request.user):
        raise PermissionDenied
    return JsonResponse(progress_data(get_object_or_404(EvaluationRun, pk=pk)))


def progress_data(run: EvaluationRun) -> dict[str, Any]:
    """Return the progress of a run as the template and the script show it."""
    return {
        "state": run.state,
        "label": str(EvaluationRun.State(run.state).label),
        "under_way": bool(run.under_way),
        "done": run.done,
        "total": run.total,
        "percent": 100 * run.done // run.total if run.total else 100,
        "failed": run.results.filter(passed=False).count(),
        "said": _("%(done)s of %(total)s questions") % {"done": run.done, "total": run.total},
    }
