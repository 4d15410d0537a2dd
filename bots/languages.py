"""The languages that a reader can choose, and the one that a reader starts with."""

from __future__ import annotations

from wagtail.coreutils import get_content_languages

from assistant.exceptions import UnsupportedLocale
from assistant.text import default_language, resolve_language


def own_names() -> dict[str, str]:
    """Return the site's languages as code and own name, in the order of the settings."""
    return {code: str(name) for code, name in get_content_languages().items()}


def from_telegram(code: str | None) -> str:
    """Return the site's language for that of somebody's Telegram app, such as `pt-br`.

    It is the site's first language if the site lacks that of the app.
    """
    if not code:
        return default_language()
    try:
        return resolve_language(code, "")
    except UnsupportedLocale:
        return default_language()
