"""The report of all pages and documents that a user may see, with their state in the index."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_languages

from assistant.admin.index_report.access import changeable_by, may_see_any, visible_to
from assistant.admin.index_report.columns import COLUMNS, KIND_LABELS, Line
from assistant.admin.index_report.index_status import index_status
from assistant.admin.index_report.reasons import ExclusionReason
from assistant.admin.index_report.reindex import index_again
from assistant.admin.index_report.source_rows import (
    Row,
    RowFilter,
    count_by_state,
    count_passages,
    filter_rows,
    rows,
    sort_rows,
)
from assistant.admin.index_report.state import TONES, DisplayState
from assistant.admin.spreadsheets import as_text
from assistant.ingestion import SourceKind
from assistant.models import Source

#: Both kinds of sources, in the order of the report.
KINDS: tuple[SourceKind, SourceKind] = ("page", "document")


class IndexFilterSet(WagtailFilterSet):
    """The filters of the report; the view applies them, since rows come from several tables."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=DisplayState.choices, method="unchanged"
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=list(KIND_LABELS.items()), method="unchanged"
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        choices=lambda: list(get_content_languages().items()),
        method="unchanged",
    )
    reason = django_filters.ChoiceFilter(
        label=gettext_lazy("Reason"),
        choices=[*Source.Reason.choices, *ExclusionReason.choices],
        method="unchanged",
    )

    class Meta:
        model = Source
        fields = ["state", "kind", "language", "reason"]

    def unchanged(self, queryset: Any, name: str, value: Any) -> Any:
        """Return the queryset as it is: the view applies the filter."""
        return queryset


class IndexReportView(ReportView):
    """The state of all pages and documents, those that need attention first."""

    template_name = "assistant/index_report/report.html"
    results_template_name = "assistant/index_report/report_results.html"
    index_url_name = "assistant_index:report"
    index_results_url_name = "assistant_index:report_results"
    page_title = gettext_lazy("Assistant index")
    header_icon = "help"
    filterset_class = IndexFilterSet
    is_searchable = True
    default_ordering = "state"
    verbose_name_plural = gettext_lazy("pages or documents")
    columns = COLUMNS
    export_filename = "assistant-index"
    list_export = [
        "title",
        "kind",
        "language",
        "state",
        "reason",
        "passages",
        "indexed_at",
        "next_try",
    ]
    export_headings = {
        "title": gettext_lazy("Title"),
        "kind": gettext_lazy("Kind"),
        "language": gettext_lazy("Language"),
        "state": gettext_lazy("State"),
        "reason": gettext_lazy("Reason"),
        "passages": gettext_lazy("Passages"),
        "indexed_at": gettext_lazy("Indexed"),
        "next_try": gettext_lazy("Next try"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse users who work neither on pages nor on documents."""
        if not may_see_any(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def wanted(self) -> RowFilter:
        """Return the filters that were chosen; none if one of them is invalid."""
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        return RowFilter(
            **{name: chosen.get(name) or "" for name in ("state", "kind", "language", "reason")},
            title=self.search_query,
        )

    def get_filtered_queryset(self) -> list[Row]:
        """Return the rows of the chosen state, and count those of every state."""
        user = self.request.user
        every = [row for kind in KINDS for row in rows(kind, visible_to(user, kind))]
        found = filter_rows(every, self.wanted)
        self.counts = count_by_state(found)
        self.failed = [row for row in found if row.code == DisplayState.FAILED]
        if self.wanted.state:
            found = [row for row in found if row.code == self.wanted.state]
        return sort_rows(found, self.ordering)

    def get_table(self, object_list: Any) -> Any:
        """Describe only the rows of this page in words, since that costs queries."""
        now, found = timezone.now(), count_passages(object_list)
        editable = _changeable(self.request.user, found)
        lines = [Line.of(row, now, editable=(row.kind, row.key) in editable) for row in found]
        return super().get_table([] if self.is_export else lines)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            return context
        wanted = self.wanted
        return {
            **context,
            "counts": [self._count(state) for state in DisplayState],
            "total": sum(self.counts.values()),
            "retried": len(_changeable(self.request.user, self.failed)),
            "chosen": {
                "kind": wanted.kind,
                "language": wanted.language,
                "reason": wanted.reason,
                "title": wanted.title,
            },
            "standing": index_status(),
        }

    def _count(self, state: DisplayState) -> dict[str, Any]:
        """Return the button of a state: how many rows have it, and the address that chooses it."""
        chosen = {key: value for key, value in self.request.GET.items() if key in _QUERY}
        chosen.pop("state", None)
        if self.wanted.state != state:
            chosen["state"] = state.value
        return {
            "state": state,
            "tone": TONES[state],
            "count": self.counts[state],
            "url": f"{self.index_url}?{urlencode(chosen)}",
            "chosen": self.wanted.state == state,
        }

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        return super().as_spreadsheet(count_passages(queryset), spreadsheet_format)

    def to_row_dict(self, item: Row) -> dict[str, Any]:
        return {
            "title": as_text(item.title),
            "kind": str(KIND_LABELS[item.kind]),
            "language": item.language,
            "state": str(item.code.label),
            "reason": item.reason_label,
            "passages": item.passages,
            "indexed_at": item.indexed_at,
            "next_try": item.retry_at,
        }


#: Parameters of the address that stay when another state is chosen.
_QUERY = {"kind", "language", "reason", "q", "ordering", "state"}


def _changeable(user: Any, found: list[Row]) -> set[tuple[str, int]]:
    """Return (kind, key) of those rows that the user may have indexed again."""
    pairs: set[tuple[str, int]] = set()
    for kind in KINDS:
        keys = [row.key for row in found if row.kind == kind]
        if keys:
            allowed = changeable_by(user, kind).filter(pk__in=keys).order_by()
            pairs |= {(kind, key) for key in allowed.values_list("pk", flat=True)}
    return pairs


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Index again the failed sources that match the filters and that the user may change."""
    if not may_see_any(request.user):
        raise PermissionDenied
    names = ("kind", "language", "reason", "title")
    wanted = RowFilter(**{name: request.POST.get(name, "") for name in names})
    count = 0
    for kind in KINDS:
        mine = filter_rows(rows(kind, changeable_by(request.user, kind)), wanted)
        failed = [row.key for row in mine if row.code == DisplayState.FAILED]
        count += index_again(kind, failed)
    if count:
        text = ngettext(
            "%(number)s page or document is being indexed again.",
            "%(number)s pages or documents are being indexed again.",
            count,
        )
        messages.success(request, text % {"number": count})
    else:
        messages.warning(request, _("Nothing that you may change has failed."))
    return redirect(reverse("assistant_index:report"))
