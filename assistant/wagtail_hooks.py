"""Registers the assistant's views and menu items in Wagtail's admin, and handles bulk actions."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.permissions import register_permission_policy

from assistant.admin import QuestionViewSet, ReadOnly
from assistant.admin.evaluation import TestQuestionViewSet
from assistant.admin.evaluation import access as evaluation_access
from assistant.admin.evaluation import urls as evaluation_urls
from assistant.admin.index_report import FailedSources, may_see_any
from assistant.admin.index_report import urls as index_urls
from assistant.models import Turn
from assistant.tasks import enqueue_on_commit, reconcile_sources

register_permission_policy(Turn, ReadOnly(Turn))


@hooks.register("register_admin_viewset")
def questions() -> QuestionViewSet:
    """Register the list of visitors' questions."""
    return QuestionViewSet()


if apps.is_installed("wagtail.snippets"):
    # A site without snippets has no curated answers.
    from wagtail.snippets.models import register_snippet

    # Registered only with snippets, like the import above.
    from assistant.admin.curated_answers import CuratedAnswerViewSet

    register_snippet(CuratedAnswerViewSet)


@hooks.register("register_admin_viewset")
def test_questions() -> TestQuestionViewSet:
    """Register the test questions of the evaluation."""
    return TestQuestionViewSet()


@hooks.register("register_permissions")
def evaluation_permissions() -> Any:
    """Register the permissions to see evaluations and to run them."""
    return evaluation_access.permissions()


@hooks.register("register_admin_urls")
def evaluation_report_urls() -> list[URLResolver]:
    """Register the views of the evaluation."""
    own = include((evaluation_urls.urlpatterns, "assistant_evaluation"), "assistant_evaluation")
    return [path("reports/assistant-evaluation/", own)]


class EvaluationMenuItem(MenuItem):
    """A menu item for those who may see evaluations."""

    def is_shown(self, request: HttpRequest) -> bool:
        return evaluation_access.may_see(request.user)


@hooks.register("register_reports_menu_item")
def evaluation_menu_item() -> EvaluationMenuItem:
    """Register the menu item of the evaluation."""
    return EvaluationMenuItem(
        _("Assistant evaluation"),
        reverse("assistant_evaluation:runs"),
        name="assistant-evaluation",
        icon_name="clipboard-list",
        order=9005,
    )


@hooks.register("register_admin_urls")
def index_report_urls() -> list[URLResolver]:
    """Register the views of the index report."""
    own = include((index_urls.urlpatterns, "assistant_index"), namespace="assistant_index")
    return [path("reports/assistant-index/", own)]


class IndexMenuItem(MenuItem):
    """A menu item for those who work on pages or documents."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_any(request.user)


@hooks.register("register_reports_menu_item")
def index_menu_item() -> IndexMenuItem:
    """Register the menu item of the index report."""
    return IndexMenuItem(
        _("Assistant index"),
        reverse("assistant_index:report"),
        name="assistant-index",
        icon_name="help",
        order=9000,
    )


@hooks.register("construct_homepage_summary_items")
def failed_sources(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Show on the admin's home page how many sources failed."""
    items.append(FailedSources(request))


@hooks.register("after_bulk_action")
def bulk_action_done(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> None:
    """Compare the index with the site after a bulk action.

    Some change many objects by one statement, which sends no signals (documents that are put into a
    collection).
    """
    enqueue_on_commit(reconcile_sources)
