"""System checks: a translator that can't be built is told when the site starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


@register()
def translator_can_be_imported(**kwargs: Any) -> list[CheckMessage]:
    """The class of the machine translator is there, with the packages that it needs."""
    chosen = getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None)
    if chosen is None:
        return []
    try:
        import_string(chosen["CLASS"])
    except (ImportError, KeyError, TypeError) as error:
        return [
            Error(
                f"The machine translator can't be loaded: {error}",
                hint=(
                    "Install the package that it needs (for Google: google-cloud-translate), "
                    "or choose another with HUB_MACHINE_TRANSLATOR."
                ),
                id="machine_translation.E001",
            )
        ]
    return []
