"""A system check that the state of a page or document is shown on its form in the admin."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Warning, register

#: Apps whose templates the assistant extends under the same name: Django uses the first app's.
_EXTENDED = ("wagtail.admin", "wagtail.documents")


@register()
def check_order(**kwargs: Any) -> list[CheckMessage]:
    """Warn if the templates that the assistant extends are found before its own."""
    late = apps_before_assistant([config.name for config in apps.get_app_configs()])
    if not late:
        return []
    return [
        Warning(
            "Editors don't see on a page or document whether the assistant has indexed it.",
            hint=f"Put 'assistant' before {late[0]!r} in INSTALLED_APPS.",
            id="assistant.W101",
        )
    ]


def apps_before_assistant(installed: list[str]) -> list[str]:
    """Return the apps before the assistant in this list whose templates hide its own."""
    return [name for name in _EXTENDED if name in installed[: installed.index("assistant")]]
