"""The report's menu item, addresses and permission in the admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.links import reports


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern | URLResolver]:
    """Return the addresses of the report."""
    patterns = [
        path("", reports.BrokenLinksView.as_view(), name="report"),
        path("results/", reports.BrokenLinksView.as_view(results_only=True), name="report_results"),
        path("check/", reports.check_now, name="check_now"),
        path("progress/", reports.show_progress, name="progress"),
    ]
    return [path("reports/links/", include((patterns, "links")))]


class _ReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may see the report."""
        return reports.may_view(request.user)


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    """Return the menu item of the report."""
    return _ReportItem(
        _("Broken links"), reverse("links:report"), name="broken-links", icon_name="link", order=650
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let operators choose which groups see the report."""
    return Permission.objects.filter(content_type__app_label="links", codename="view_link")
