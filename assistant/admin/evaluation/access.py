"""Decides who may see evaluation reports and who may run evaluations: one permission for each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from assistant.models import EvaluationRun


def may_run(user: Any) -> bool:
    """Return whether a user may start and stop evaluations, which cost time and perhaps money."""
    return bool(user.has_perm("assistant.add_evaluationrun"))


def may_see(user: Any) -> bool:
    """Return whether a user may see the reports."""
    return may_run(user) or bool(user.has_perm("assistant.view_evaluationrun"))


def permissions() -> QuerySet[Permission]:
    """Return both permissions, which the form of a group offers."""
    kind = ContentType.objects.get_for_model(EvaluationRun)
    names = ["add_evaluationrun", "view_evaluationrun"]
    return Permission.objects.filter(content_type=kind, codename__in=names)


class ReadersOnly:
    """Makes a view refuse users who may not see the reports."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise PermissionDenied, or go on with the view."""
        if not may_see(request.user):
            raise PermissionDenied
        view: Any = super()
        response: HttpResponseBase = view.dispatch(request, *args, **kwargs)
        return response
