"""Who may see reports, and who may evaluate: two permissions that a group can be given."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from assistant.models import EvaluationRun


def may_run(user: Any) -> bool:
    """Whether a user may start and stop an evaluation, which costs time and perhaps money."""
    return bool(user.has_perm("assistant.add_evaluationrun"))


def may_see(user: Any) -> bool:
    """Whether there is a report for this user."""
    return may_run(user) or bool(user.has_perm("assistant.view_evaluationrun"))


def permissions() -> QuerySet[Permission]:
    """The two, for the form of a group."""
    kind = ContentType.objects.get_for_model(EvaluationRun)
    names = ["add_evaluationrun", "view_evaluationrun"]
    return Permission.objects.filter(content_type=kind, codename__in=names)
