"""A group's permissions of all sorts, under names that can be stored and compared.

A name is "app.codename", "page KEY codename" or "collection KEY app.codename".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
)

from cms.roles.definitions import Role

#: The permissions that Wagtail's migrations give to the groups they create.
_WAGTAIL_DEFAULT = {
    "Editors": {"add_page", "change_page"},
    "Moderators": {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
}


def wanted(role: Role) -> set[str]:
    """Return the names of all permissions of a role; a language without a tree has no pages yet."""
    names = set(role.models)
    root = Collection.get_first_root_node()
    names |= {f"collection {root.pk} {permission}" for permission in role.collections}
    for page in _trees(role.language):
        names |= {f"page {page} {action}_page" for action in role.pages}
    return names


def _trees(language: str | None) -> list[int]:
    """Return the keys of the pages that a role's page permissions are for."""
    if language is None:
        return [Page.get_first_root_node().pk]
    roots = Site.objects.values("root_page__translation_key")
    trees = Page.objects.filter(translation_key__in=roots, locale__language_code=language)
    return sorted(trees.values_list("pk", flat=True))


def current(group: Any) -> set[str]:
    """Return the names of all permissions that a group has."""
    rows = group.permissions.values_list("content_type__app_label", "codename")
    names = {f"{app}.{codename}" for app, codename in rows}
    for page, codename in group.page_permissions.values_list("page", "permission__codename"):
        names.add(f"page {page} {codename}")
    for collection, app, codename in group.collection_permissions.values_list(
        "collection", "permission__content_type__app_label", "permission__codename"
    ):
        names.add(f"collection {collection} {app}.{codename}")
    return names


def grant(group: Group, names: Iterable[str]) -> list[str]:
    """Give the group these permissions, and return the names of those that exist."""
    return [name for name in sorted(names) if _change(group, name, give=True)]


def revoke(group: Group, names: Iterable[str]) -> None:
    """Take these permissions from a group."""
    for name in names:
        _change(group, name, give=False)


def _change(group: Group, name: str, *, give: bool) -> bool:
    """Give or take a permission; False if it does not exist."""
    *where, permission_name = name.split(" ")
    permission = _permission(permission_name)
    if permission is None:
        return False
    if not where:
        (group.permissions.add if give else group.permissions.remove)(permission)
        return True
    kind, pk = where
    model = GroupPagePermission if kind == "page" else GroupCollectionPermission
    key = {"group": group, f"{kind}_id": int(pk), "permission": permission}
    if give:
        model.objects.get_or_create(**key)
    else:
        model.objects.filter(**key).delete()
    return True


def _permission(name: str) -> Permission | None:
    app, _, codename = name.rpartition(".")
    # Permissions for pages all belong to Wagtail's Page model, so their names omit the app.
    return Permission.objects.filter(
        content_type__app_label=app or Page._meta.app_label, codename=codename
    ).first()


def is_unchanged_wagtail_group(group: Any) -> bool:
    """Return whether a group is unchanged since Wagtail's migrations created it.

    Only its page permissions are compared.
    """
    default = _WAGTAIL_DEFAULT.get(group.name)
    root = Page.get_first_root_node()
    pages = group.page_permissions.values_list("page", "permission__codename")
    return default is not None and set(pages) == {(root.pk, codename) for codename in default}
