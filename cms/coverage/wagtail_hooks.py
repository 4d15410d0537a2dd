"""The report in Wagtail's menu of reports."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.coverage.views import CoverageView
from cms.machine_translation.permissions import may_submit


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    """Return the addresses of the report, and of its results, which the filters load."""
    own = [
        path("", CoverageView.as_view(), name="report"),
        path("results/", CoverageView.as_view(results_only=True), name="report_results"),
    ]
    return [path("reports/coverage/", include((own, "coverage"), namespace="coverage"))]


class CoverageMenuItem(MenuItem):
    """A menu item that only users who may translate see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_submit(request.user)


@hooks.register("register_reports_menu_item")
def coverage_menu_item() -> CoverageMenuItem:
    """Return the menu item of the report."""
    return CoverageMenuItem(
        _("Translation coverage"),
        reverse("coverage:report"),
        name="translation-coverage",
        icon_name="wagtail-localize-language",
        order=9010,
    )
