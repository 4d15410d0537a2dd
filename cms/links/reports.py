"""The report "Broken links" in Wagtail's admin, and the button that checks all links."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale
from wagtail.permissions import page_permission_policy, policy_registry
from wagtail.snippets.models import get_snippet_models

from cms.links import external, rounds, schedule
from cms.links.models import Address, Link, Reason, Round


def may_view(user: Any) -> bool:
    """Return whether the user may see the report."""
    return user.has_perm("links.view_link")


def broken_links(user: Any) -> QuerySet[Link]:
    """Return the broken links in pages and snippets that the user may change.

    `problem` is the reason, `failing_since` the time when it was first found.
    """
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    kinds = [
        model._meta.label_lower
        for model in get_snippet_models()
        if policy_registry.get_by_type(model).user_has_permission(user, "change")
    ]
    of_snippets = Q(pk__in=[])
    for kind in kinds:
        of_snippets |= Q(source__startswith=f"{kind}:")
    broken = Q(address__isnull=True) | Q(address__state=Address.State.BROKEN)
    return (
        Link.objects.filter(broken)
        .filter(Q(page__in=pages.order_by().values("pk")) | Q(page__isnull=True) & of_snippets)
        .annotate(
            problem=Coalesce(NullIf("reason", Value("")), "address__reason", Value("")),
            failing_since=Coalesce("address__failing_since", "since"),
        )
        .select_related("locale", "address", "content_type")
        .order_by("title", "pk")
    )


class LinkFilterSet(WagtailFilterSet):
    """Filters the report by reason, language, and whether the link stays on the site."""

    problem = django_filters.ChoiceFilter(label=gettext_lazy("Reason"), choices=Reason.choices)
    leads = django_filters.ChoiceFilter(
        label=gettext_lazy("Leads"),
        choices=[("here", gettext_lazy("To this site")), ("away", gettext_lazy("To other sites"))],
        method="filter_leads",
    )
    locale = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Language"), queryset=Locale.objects.all()
    )

    class Meta:
        model = Link
        fields = ["problem", "leads", "locale"]

    def filter_leads(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Filter by whether the link has an address on another site (called by django-filter)."""
        return queryset.filter(address__isnull=value == "here")


def _edit_url(link: Link) -> str | None:
    if link.page_id:
        return reverse("wagtailadmin_pages:edit", args=[link.page_id])
    app, model = link.content_type.app_label, link.content_type.model
    return reverse(f"wagtailsnippets_{app}_{model}:edit", args=[link.object_id])


def _reason(link: Any) -> str:
    label = str(Reason(link.problem).label) if link.problem else ""
    detail = link.address.detail if link.address else ""
    return f"{label} ({detail})" if detail else label


class BrokenLinksView(ReportView):
    """The report, one row for each link; the title leads to the editor."""

    page_title = gettext_lazy("Broken links")
    header_icon = "link"
    model = Link
    template_name = "links/report.html"
    index_url_name = "links:report"
    index_results_url_name = "links:report_results"
    filterset_class = LinkFilterSet
    search_fields = ["title", "text", "target"]
    is_searchable = True
    export_filename = "broken-links"
    default_ordering = "title"
    no_results_message = gettext_lazy("No link is known to be broken.")
    list_export = ["title", "locale", "field", "text", "target", "problem", "failing_since"]
    export_headings = {
        "title": gettext_lazy("Page or entry"),
        "locale": gettext_lazy("Language"),
        "field": gettext_lazy("Place"),
        "text": gettext_lazy("Link text"),
        "target": gettext_lazy("Leads to"),
        "problem": gettext_lazy("Reason"),
        "failing_since": gettext_lazy("Since"),
    }
    columns = [
        TitleColumn(
            "title", label=gettext_lazy("Page or entry"), get_url=_edit_url, sort_key="title"
        ),
        Column("locale", label=gettext_lazy("Language"), sort_key="locale__language_code"),
        Column("field", label=gettext_lazy("Place")),
        Column("text", label=gettext_lazy("Link text")),
        Column("target", label=gettext_lazy("Leads to"), sort_key="target"),
        Column("problem", label=gettext_lazy("Reason"), accessor=_reason, sort_key="problem"),
        DateColumn("failing_since", label=gettext_lazy("Since"), sort_key="failing_since"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse users who may not see the report."""
        if not may_view(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Link]:
        return broken_links(self.request.user)

    def to_row_dict(self, item: Link) -> dict[str, Any]:
        """Return a row of the export, with the reason in words."""
        return super().to_row_dict(item) | {"problem": _reason(item)}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the progress of the checking."""
        return super().get_context_data(*args, **kwargs) | {"progress": progress()}


def progress() -> dict[str, Any]:
    """Return the progress of the checking, for the report's page and its script."""
    round_ = rounds.running_round()
    last = Round.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()
    waiting = external.due_count() if external.is_on() else 0
    if round_ is not None:
        text = _("Looking at pages: %(done)s of %(total)s.") % {
            "done": round_.done,
            "total": round_.total or "…",
        }
    elif waiting:
        text = _("Asking other sites, slowly: %(count)s addresses wait.") % {"count": waiting}
    else:
        text = ""
    return {
        "running": round_ is not None,
        "done": round_.done if round_ else 0,
        "total": round_.total if round_ else 0,
        "waiting": waiting,
        "text": text,
        "finished_at": last.finished_at if last else None,
        "external": external.is_on(),
    }


@require_POST
def check_now(request: HttpRequest) -> HttpResponse:
    """Start checking all links; those to other sites too, if the operator allows it."""
    if not may_view(request.user):
        raise PermissionDenied
    if external.is_on():
        external.check_all_now()
    schedule.start_round()
    messages.success(request, _("The links are being checked. You can go on working meanwhile."))
    return redirect("links:report")


@require_GET
def show_progress(request: HttpRequest) -> JsonResponse:
    """Return the progress of the checking as JSON."""
    if not may_view(request.user):
        raise PermissionDenied
    found = progress()
    return JsonResponse({key: found[key] for key in ("running", "done", "total", "text")})
