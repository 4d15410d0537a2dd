"""The bots' settings: a dictionary in Django's settings, a typed object here.

A site writes `BOTS = {"TELEGRAM_TOKEN": "…"}`; everything has a default, so the dictionary may be
missing. Wrong keys and values are reported by `bots.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed


@dataclass(frozen=True, kw_only=True, slots=True)
class BotSettings:
    """What an operator can set; a key of `BOTS` is the field's name in capitals."""

    #: Token from @BotFather; empty: no Telegram bot.
    telegram_token: str = field(default="", repr=False)
    #: Secret that Telegram sends with every webhook call; empty: no webhook.
    telegram_webhook_secret: str = field(default="", repr=False)
    #: Address of the Bot API: Telegram's, or that of an operator's own Bot API server or relay.
    telegram_api_url: str = "https://api.telegram.org"
    #: Questions that one person may ask in a minute; 0: no limit.
    questions_per_minute: int = 10
    #: Seconds that an answer may take.
    answer_timeout: float = 120.0
    #: Days without a message after which a person is forgotten.
    retention_days: int = 180


KEYS = {item.name.upper(): item.name for item in fields(BotSettings)}


@lru_cache(maxsize=1)
def get_settings() -> BotSettings:
    """Return the settings as an object; unknown keys, which system checks report, are ignored."""
    given: dict[str, Any] = getattr(django_settings, "BOTS", None) or {}
    return BotSettings(**{KEYS[key]: value for key, value in given.items() if key in KEYS})


def _forget_settings(*, setting: str, **kwargs: Any) -> None:
    if setting == "BOTS":
        get_settings.cache_clear()


setting_changed.connect(_forget_settings)
