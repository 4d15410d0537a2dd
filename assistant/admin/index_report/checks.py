"""A system check: whether editors see the state where they edit."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Warning, register

#: Apps whose templates are extended under their own names, which the first app with one wins.
_EXTENDED = ("wagtail.admin", "wagtail.documents")


@register()
def check_order(**kwargs: Any) -> list[CheckMessage]:
    """The assistant's templates have to be found before those that they extend."""
    late = found_first([config.name for config in apps.get_app_configs()])
    if not late:
        return []
    return [
        Warning(
            "Editors don't see on a page or document whether the assistant has indexed it.",
            hint=f"Put 'assistant' before {late[0]!r} in INSTALLED_APPS.",
            id="assistant.W101",
        )
    ]


def found_first(installed: list[str]) -> list[str]:
    """The apps whose templates are found before the assistant's, of names in their order."""
    return [name for name in _EXTENDED if name in installed[: installed.index("assistant")]]
