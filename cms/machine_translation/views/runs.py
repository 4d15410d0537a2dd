"""The views of runs: start, watch, cancel and resume them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Locale, Page
from wagtail_localize.machine_translators import get_machine_translator

from cms.machine_translation import runs
from cms.machine_translation.models import TranslationItem, TranslationRun
from cms.machine_translation.permissions import may_submit, signed_in
from cms.machine_translation.source_pages import originals

#: Most pages times languages in one run.
LARGEST = 5_000
_PER_PAGE = 100
_UNFINISHED = {TranslationItem.State.WAITING, TranslationItem.State.WORKING}


class RunsView(BaseListingView):
    """The list of all runs, the newest first."""

    model = TranslationRun
    page_title = gettext_lazy("Machine translation")
    header_icon = "wagtail-localize-language"
    index_url_name = "machine_translation:runs"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("machine translation runs")
    columns = [
        TitleColumn(
            "pk", label=gettext_lazy("Run"), url_name="machine_translation:run", accessor=str
        ),
        DateColumn("created_at", label=gettext_lazy("Started")),
        Column("started_by", label=gettext_lazy("By")),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse users who may not translate."""
        _require_translator(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("started_by")


class RunView(WagtailAdminTemplateMixin, TemplateView):
    """The progress of one run, with the texts that could not be translated."""

    template_name = "machine_translation/run.html"
    header_icon = "wagtail-localize-language"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse users who may not translate."""
        _require_translator(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def run(self) -> TranslationRun:
        """The run of this address."""
        return get_object_or_404(TranslationRun, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.run).capitalize()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("machine_translation:runs"), "label": _("Machine translation")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = _shown(self.request, self.run)
        return {
            **context,
            "run": self.run,
            "items": shown.object_list,
            "page_obj": shown,
            "elided_page_range": shown.paginator.get_elided_page_range(shown.number),
            "progress": _progress(self.run),
            "may_change": _may_change(self.request, self.run),
        }


def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the progress of a run as JSON, for the page to update itself."""
    _require_translator(request)
    run = get_object_or_404(TranslationRun, pk=pk)
    items = [
        {
            "id": item.pk,
            "state": item.get_state_display(),
            "translated": item.translated,
            "total": item.total,
            "message": item.message,
        }
        for item in _shown(request, run).object_list
    ]
    return JsonResponse({**_progress(run), "items": items})


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a run: `pages` (keys) times `languages` (codes), or `one` ("key:code")."""
    _require_translator(request)
    if get_machine_translator() is None:
        messages.error(request, _("No machine translator is set up on this site."))
        return _back(request)
    pages, codes = request.POST.getlist("pages"), request.POST.getlist("languages")
    if one := request.POST.get("one"):
        page, _colon, code = one.partition(":")
        pages, codes = [page], [code]
    chosen = originals().filter(pk__in=[int(pk) for pk in pages if _is_id(pk)])
    found = list(chosen.select_related("locale")[: LARGEST + 1])
    locales = list(Locale.objects.filter(language_code__in=codes))
    if not found or not locales:
        messages.error(request, _("Choose at least one page and one language."))
        return _back(request)
    if len(found) * len(locales) > LARGEST:
        text = _("That is too much for one run. Choose fewer pages or languages (at most %(n)s).")
        messages.error(request, text % {"n": LARGEST})
        return _back(request)
    pairs = [(page, locale) for page in found for locale in locales if locale != page.locale]
    run = runs.start(signed_in(request), pairs, publish="publish" in request.POST)
    if run is None:
        messages.error(request, _("You may not translate these pages into these languages."))
        return _back(request)
    if left := len(pairs) - run.items.count():
        text = ngettext(
            "%(count)d translation was left out, because you may not translate there.",
            "%(count)d translations were left out, because you may not translate there.",
            left,
        )
        messages.warning(request, text % {"count": left})
    return redirect("machine_translation:run", pk=run.pk)


@require_POST
def change(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Cancel or resume a run."""
    _require_translator(request)
    run = get_object_or_404(TranslationRun, pk=pk)
    if not _may_change(request, run):
        raise PermissionDenied
    if action == "cancel":
        runs.cancel(run)
        messages.success(request, _("Cancelled. What is translated so far stays."))
    else:
        runs.resume(run)
        messages.success(request, _("The run goes on."))
    return redirect("machine_translation:run", pk=run.pk)


def _require_translator(request: HttpRequest) -> None:
    if not may_submit(request.user):
        raise PermissionDenied


def _may_change(request: HttpRequest, run: TranslationRun) -> bool:
    # A run acts in the name of the user who started it.
    user = signed_in(request)
    return user.is_superuser or user.pk == run.started_by_id


def _shown(request: HttpRequest, run: TranslationRun) -> PaginatorPage:
    target = Page.objects.filter(
        translation_key=OuterRef("page__translation_key"), locale=OuterRef("locale")
    )
    items = run.items.annotate(target_id=Subquery(target.values("pk")[:1]))
    return Paginator(items, _PER_PAGE).get_page(request.GET.get("p"))


def _progress(run: TranslationRun) -> dict[str, Any]:
    states = Counter(run.items.values_list("state", flat=True))
    total = sum(states.values())
    done = total - sum(states[state] for state in _UNFINISHED)
    return {
        "state": run.state,
        "label": run.get_state_display(),
        "working": run.state == TranslationRun.State.WORKING,
        "done": done,
        "total": total,
        "percent": round(100 * done / total) if total else 100,
        "counts": [
            {"state": state.value, "label": str(state.label), "count": states[state]}
            for state in TranslationItem.State
            if states[state]
        ],
    }


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(get_valid_next_url_from_request(request) or "machine_translation:runs")
