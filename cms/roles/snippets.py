"""The permission to change snippets of one language only, which Wagtail does not have."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import TranslatableMixin

from cms.roles.definitions import translated_language
from cms.roles.models import RoleGroup


def may_change(user: Any, snippet: Any) -> bool:
    """Return whether a user who may change snippets of this kind may change this one.

    Users who may do so only as translators may change it in their own languages.
    """
    if user.is_superuser or not isinstance(snippet, TranslatableMixin):
        return True
    change = Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(snippet),
        codename=get_permission_codename("change", snippet._meta),
    )
    roles = RoleGroup.objects.filter(group__user=user, group__permissions__in=change)
    languages = {translated_language(key) for key in roles.values_list("role", flat=True)}
    if not languages or None in languages or snippet.locale.language_code in languages:
        return True
    others = Permission.objects.filter(
        Q(user=user) | Q(group__user=user, group__hub_role__isnull=True), pk__in=change
    )
    return others.exists()
