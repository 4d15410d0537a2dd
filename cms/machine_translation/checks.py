"""A system check: it reports a translator that can't be imported when the site starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


@register()
def translator_can_be_imported(**kwargs: Any) -> list[CheckMessage]:
    """Return an error if the class of the machine translator, or a package it needs, is missing."""
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
