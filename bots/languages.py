"""The languages that a reader can choose, and the one to begin with."""

from __future__ import annotations

from wagtail.coreutils import get_content_languages

from assistant.exceptions import UnsupportedLocale
from assistant.text import default_language, resolve_language


def own_names() -> dict[str, str]:
    """The site's languages by code, each in its own name, in the order of the settings."""
    return {code: str(name) for code, name in get_content_languages().items()}


def from_telegram(code: str | None) -> str:
    """The site's language for the language of somebody's app (`pt-br`); else the site's first."""
    if not code:
        return default_language()
    try:
        return resolve_language(code, "")
    except UnsupportedLocale:
        return default_language()
