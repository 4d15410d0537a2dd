"""Addresses of the report and of each source's state, below Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.urls import path, register_converter

from assistant.admin.index_report import report, source_views
from assistant.ingestion import SourceKind


class _KindConverter:
    """A path converter for `page` or `document`."""

    regex = "page|document"

    def to_python(self, value: str) -> Any:
        return value

    def to_url(self, value: SourceKind) -> str:
        return value


register_converter(_KindConverter, "assistant_kind")

urlpatterns = [
    path("", report.IndexReportView.as_view(), name="report"),
    path("results/", report.IndexReportView.as_view(results_only=True), name="report_results"),
    path("failed/again/", report.retry, name="retry"),
    path("<assistant_kind:kind>/<int:key>/", source_views.SourceView.as_view(), name="source"),
    path("<assistant_kind:kind>/<int:key>/state/", source_views.state, name="state"),
    path("<assistant_kind:kind>/<int:key>/again/", source_views.reindex, name="again"),
]
