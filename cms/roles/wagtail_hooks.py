"""Keeps translators to their languages in the admin's pages for snippets."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks

from cms.roles.snippets import may_change


# It has to run before wagtail-localize's hook, which answers with a page of its own.
@hooks.register("before_edit_snippet", order=-10)
def keep_to_own_languages(request: HttpRequest, snippet: Any) -> None:
    """Refuse a snippet in a language that is not the translator's."""
    if not may_change(request.user, snippet):
        raise PermissionDenied
