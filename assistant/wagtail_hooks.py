"""What the admin does without telling Django's signals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from assistant.tasks import enqueue_on_commit, reconcile_sources


@hooks.register("after_bulk_action")
def bulk_action_done(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> None:
    """Many objects changed at once, some (documents put into a collection) by one statement."""
    enqueue_on_commit(reconcile_sources)
