"""System checks that report a wrong setting with a hint, before the first message meets it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Warning, register

from bots.conf import KEYS, get_settings

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
#: For each number: whether it must be an integer, its least value, and a hint.
_LIMITS: dict[str, tuple[bool, int, str]] = {
    "QUESTIONS_PER_MINUTE": (True, 0, "Set a whole number of questions, or 0 for no limit."),
    "ANSWER_TIMEOUT": (False, 1, "Set a number of seconds, 1 or more."),
    "RETENTION_DAYS": (True, 1, "Set a whole number of days, 1 or more."),
}


@register()
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """Report unknown keys and impossible values of the setting `BOTS`, without showing a secret."""
    given = getattr(django_settings, "BOTS", None) or {}
    if not isinstance(given, dict):
        return [Error("BOTS is not a dictionary.", id="bots.E001")]
    messages: list[CheckMessage] = [
        Error(
            f"Unknown key {key!r} in BOTS.",
            hint=f"Known keys: {', '.join(sorted(KEYS))}.",
            id="bots.E002",
        )
        for key in sorted(set(given) - set(KEYS), key=str)
    ]
    return messages + _check_numbers() + _check_telegram()


def _check_numbers() -> list[CheckMessage]:
    settings = get_settings()
    messages: list[CheckMessage] = []
    for key, (whole, least, hint) in _LIMITS.items():
        value = getattr(settings, KEYS[key])
        number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not number or not value >= least:
            messages.append(Error(f"BOTS[{key!r}] is {value!r}.", hint=hint, id="bots.E003"))
    return messages


def _check_telegram() -> list[CheckMessage]:
    settings = get_settings()
    messages: list[CheckMessage] = []
    token, secret = settings.telegram_token, settings.telegram_webhook_secret
    if not isinstance(token, str) or (token and not _TOKEN.fullmatch(token)):
        # Only a warning, because the site must start even if its bot can't.
        messages.append(
            Warning(
                "BOTS['TELEGRAM_TOKEN'] does not look like a Telegram token.",
                hint="Copy the whole token from @BotFather: digits, a colon, 35 characters.",
                id="bots.W001",
            )
        )
    if not isinstance(secret, str) or (secret and not _SECRET.fullmatch(secret)):
        messages.append(
            Error(
                "BOTS['TELEGRAM_WEBHOOK_SECRET'] has characters that Telegram does not take.",
                hint="Use 1 to 256 letters, digits, _ and -.",
                id="bots.E004",
            )
        )
    elif 0 < len(secret) < 16:
        messages.append(
            Warning(
                "BOTS['TELEGRAM_WEBHOOK_SECRET'] is short enough to be guessed.",
                hint="Use 32 characters or more, made by chance.",
                id="bots.W002",
            )
        )
    url = settings.telegram_api_url
    parts = urlsplit(url) if isinstance(url, str) else None
    if not parts or parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
        messages.append(
            Error(
                "BOTS['TELEGRAM_API_URL'] is not a web address.",
                hint="Leave it out, or write the address of your Bot API server.",
                id="bots.E005",
            )
        )
    return messages
