"""The assistant in Wagtail's admin: the questions asked, and changes that send no signal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from assistant.models import Turn
from assistant.tasks import enqueue_on_commit, reconcile_sources
from assistant.viewsets import QuestionViewSet, ReadOnly

register_permission_policy(Turn, ReadOnly(Turn))


@hooks.register("register_admin_viewset")
def questions() -> QuestionViewSet:
    """The questions people asked."""
    return QuestionViewSet()


@hooks.register("after_bulk_action")
def bulk_action_done(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> None:
    """Many objects changed at once, some (documents put into a collection) by one statement."""
    enqueue_on_commit(reconcile_sources)
