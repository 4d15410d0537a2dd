"""Decides which sources a user may see and re-index, by the rights on pages and documents."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from assistant.ingestion import SourceKind

#: Permissions of which one lets a user see the title of a page or document in the admin.
_SEEN_BY = {"page": {"add", "change", "publish"}, "document": {"add", "change", "delete", "choose"}}
#: Permissions of which one lets a user have it indexed again.
_CHANGED_BY = {"page": {"change", "publish"}, "document": {"change"}}


def all_objects(kind: SourceKind) -> QuerySet[Any]:
    """Return all pages below the root, or all documents."""
    rows: QuerySet[Any] = (
        Page.objects.filter(depth__gt=1)
        if kind == "page"
        else get_document_model()._default_manager.all()
    )
    return rows


def visible_to(user: Any, kind: SourceKind) -> QuerySet[Any]:
    """Return the pages or documents whose state a user may see."""
    return _allowed(user, kind, _SEEN_BY[kind])


def changeable_by(user: Any, kind: SourceKind) -> QuerySet[Any]:
    """Return the pages or documents that a user may have indexed again."""
    return _allowed(user, kind, _CHANGED_BY[kind])


def _allowed(user: Any, kind: SourceKind, actions: set[str]) -> QuerySet[Any]:
    """Return the pages or documents on which a user may do one of these actions."""
    all_of_them = all_objects(kind)
    if user.is_active and user.is_superuser:
        return all_of_them
    policy = policy_registry.get_by_type(all_of_them.model)
    mine = policy.instances_user_has_any_permission_for(user, actions)
    return all_of_them.filter(pk__in=mine.order_by().values("pk"))


def may_see_any(user: Any) -> bool:
    """Return whether a user may see the report at all."""
    return any(
        policy_registry.get_by_type(all_objects(kind).model).user_has_any_permission(
            user, _SEEN_BY[kind]
        )
        for kind in ("page", "document")
    )
