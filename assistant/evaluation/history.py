"""Reads Wagtail's logs: what was done to pages and documents in a period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from assistant.evaluation.comparison import LogEntry
from assistant.evaluation.dependencies import Dependency

#: Actions that change what readers see of a page.
_PAGE_ACTIONS = ["wagtail.publish", "wagtail.rename"]
#: Actions that change whether a page and the pages below it can be read.
_BRANCH_ACTIONS = [
    "wagtail.unpublish",
    "wagtail.delete",
    "wagtail.move",
    "wagtail.view_restriction.create",
    "wagtail.view_restriction.edit",
    "wagtail.view_restriction.delete",
]
_DOCUMENT_ACTIONS = ["wagtail.create", "wagtail.edit", "wagtail.delete"]


def entries(dependencies: Iterable[Dependency], since: datetime, until: datetime) -> list[LogEntry]:
    """Return what was done to these sources, or to pages above them, oldest first.

    From after `since` up to and including `until`.
    """
    keys: dict[str, set[int]] = {"page": set(), "document": set()}
    for one in dependencies:
        keys[one["kind"]].add(one["key"])
    found = [*_pages(keys["page"], since, until), *_documents(keys["document"], since, until)]
    return sorted(found, key=lambda entry: entry.at)


def _pages(keys: set[int], since: datetime, until: datetime) -> list[LogEntry]:
    """Return the log entries about these pages (keys), or about a branch that they are in."""
    ancestors = {key: {key} for key in keys}
    paths = dict(Page.objects.filter(pk__in=keys).values_list("path", "pk"))
    prefixes = {path[:end] for path in paths for end in range(4, len(path) + 1, 4)}
    by_path = dict(Page.objects.filter(path__in=prefixes).values_list("path", "pk"))
    for path, key in paths.items():
        ancestors[key] |= {pk for other, pk in by_path.items() if path.startswith(other)}
    rows = PageLogEntry.objects.filter(
        page__in=set().union(*ancestors.values()),
        action__in=[*_PAGE_ACTIONS, *_BRANCH_ACTIONS],
        timestamp__gt=since,
        timestamp__lte=until,
    ).values_list("page_id", "action", "timestamp", "user_id")
    return [
        LogEntry(kind="page", key=key, action=action, at=at, user=user)
        for page, action, at, user in rows
        for key in keys
        if page == key or (action in _BRANCH_ACTIONS and page in ancestors[key])
    ]


def _documents(keys: set[int], since: datetime, until: datetime) -> list[LogEntry]:
    """Return the log entries about these documents (keys)."""
    rows = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(get_document_model()),
        object_id__in=[str(key) for key in keys],
        action__in=_DOCUMENT_ACTIONS,
        timestamp__gt=since,
        timestamp__lte=until,
    ).values_list("object_id", "action", "timestamp", "user_id")
    return [
        LogEntry(kind="document", key=int(key), action=action, at=at, user=user)
        for key, action, at, user in rows
    ]
