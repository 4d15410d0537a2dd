"""The view of the report: originals by language, with links that start a translation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page
from wagtail_localize.machine_translators import get_machine_translator

from cms.coverage.rows import Cell, Row, State, rows
from cms.machine_translation.permissions import may_submit, permitted, signed_in
from cms.machine_translation.source_pages import originals


def _languages(request: HttpRequest | None = None) -> list[tuple[str, str]]:
    return [(locale.language_code, locale.get_display_name()) for locale in Locale.objects.all()]


def _kinds(request: HttpRequest | None) -> QuerySet[ContentType]:
    return ContentType.objects.filter(pk__in=originals().values("content_type")).order_by("model")


class _KindField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: ContentType) -> str:
        return str(capfirst(obj.name))


class _KindFilter(django_filters.ModelChoiceFilter):
    field_class = _KindField


class CoverageFilterSet(WagtailFilterSet):
    """Filters cells by language and state, originals by kind and title."""

    language = django_filters.MultipleChoiceFilter(
        label=_("Language"), choices=_languages, method="keep_queryset"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=State.choices, method="keep_queryset", empty_label=_("All")
    )
    content_type = _KindFilter(label=_("Kind of page"), queryset=_kinds, empty_label=_("All"))
    title = django_filters.CharFilter(label=_("Title"), lookup_expr="icontains")

    class Meta:
        model = Page
        fields = ["language", "state", "content_type", "title"]

    def keep_queryset(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Return the queryset unchanged; the view filters the cells, which no table holds."""
        return queryset


class CoverageView(ReportView):
    """The report of every original in every language, with links to the work that is left."""

    template_name = "coverage/report.html"
    results_template_name = "coverage/report_results.html"
    index_url_name = "coverage:report"
    index_results_url_name = "coverage:report_results"
    page_title = _("Translation coverage")
    header_icon = "wagtail-localize-language"
    filterset_class = CoverageFilterSet
    paginate_by = 25
    verbose_name_plural = _("pages")
    columns: list[Any] = []
    export_filename = "translation-coverage"
    list_export = [
        "title",
        "kind",
        "original_language",
        "language",
        "state",
        "texts",
        "translated",
        "by_machine",
        "out_of_date",
        "address",
    ]
    export_headings = {
        "title": _("Page"),
        "kind": _("Kind of page"),
        "original_language": _("Original"),
        "language": _("Language"),
        "state": _("State"),
        "texts": _("Texts"),
        "translated": _("Texts translated"),
        "by_machine": _("Texts translated by machine"),
        "out_of_date": _("Out of date"),
        "address": _("Address"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse users who may not translate."""
        if not may_submit(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet:
        return originals().select_related("locale", "content_type").order_by("path")

    @cached_property
    def _chosen(self) -> dict[str, Any]:
        return self.filters.form.cleaned_data if self.filters.is_valid() else {}

    def _wanted_locales(self) -> list[Locale]:
        order = list(get_content_languages())
        wanted = self._chosen.get("language")
        return sorted(
            (one for one in Locale.objects.all() if not wanted or one.language_code in wanted),
            key=lambda one: order.index(one.language_code) if one.language_code in order else 99,
        )

    def get_filtered_queryset(self) -> list[Row]:
        """Return the rows of all pages, because counts and states are known only for all."""
        found = list(self.filter_queryset(self.get_base_queryset()))
        locales = self._wanted_locales()
        every = rows(found, locales)
        # If all originals are in the same language, it needs no column.
        into = {cell.locale.pk for row in every for cell in row.cells}
        self.locales = [locale for locale in locales if locale.pk in into]
        self.counts = Counter(state for row in every for cell in row.cells for state in cell.states)
        self.cells = sum(len(row.cells) for row in every)
        state = self._chosen.get("state")
        if not state:
            return every
        return [row for row in every if any(state in cell.states for cell in row.cells)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        shown: Sequence[Row] = [] if self.is_export else list(context["object_list"])
        return {
            **context,
            "locales": self.locales,
            "counts": [(state, state.label, self.counts[state]) for state in State],
            "cells": self.cells,
            "table_rows": self._actions(shown),
            "has_translator": get_machine_translator() is not None,
            "address": self.request.get_full_path()
            if not self.results_only
            else f"{self.index_url}?{self.request.GET.urlencode()}",
        }

    def get_table(self, object_list: Any) -> Any:
        """Return an empty table: our own template draws the rows."""
        return super().get_table([])

    def _actions(self, shown: Sequence[Row]) -> list[dict[str, Any]]:
        may = permitted(signed_in(self.request), [row.original for row in shown], self.locales)
        back = urlencode({"next": self.index_url})
        found = []
        for row in shown:
            cells = {
                cell.locale.pk: {
                    "cell": cell,
                    "may": (row.original.pk, cell.locale.pk) in may,
                    "url": self._link(cell, back),
                }
                for cell in row.cells
            }
            found.append({"row": row, "cells": [cells.get(locale.pk) for locale in self.locales]})
        return found

    def _link(self, cell: Cell, back: str) -> str:
        """Return the address where the work on this cell begins."""
        has_editor = cell.target is not None and (not cell.target.alias_of_id or cell.translation)
        if cell.target is not None and has_editor:
            return reverse("wagtailadmin_pages:edit", args=[cell.target.pk])
        submit = reverse("wagtail_localize:submit_page_translation", args=[cell.original.pk])
        return f"{submit}?{urlencode({'select_locale': cell.locale.language_code})}&{back}"

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Export a line for each page and language."""
        state = self._chosen.get("state")
        cells = [
            cell for row in queryset for cell in row.cells if not state or state in cell.states
        ]
        return super().as_spreadsheet(cells, spreadsheet_format)

    def to_row_dict(self, item: Cell) -> dict[str, Any]:
        original = item.original
        return {
            "title": _not_a_formula(original.title),
            "kind": capfirst(original.content_type.name),
            "original_language": original.locale.language_code,
            "language": item.locale.language_code,
            "state": str(item.state.label),
            "texts": item.total,
            "translated": item.done,
            "by_machine": item.machine,
            "out_of_date": str(_("Yes") if item.stale else _("No")),
            "address": original.full_url or "",
        }


def _not_a_formula(title: str) -> str:
    # An apostrophe keeps a spreadsheet from taking the title for a formula.
    return f"'{title}" if title[:1] in "=+-@" else title
