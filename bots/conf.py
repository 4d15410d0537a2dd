"""The bots' settings: one dictionary in Django's settings, one typed object here.

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
    """What an operator can set; the name of a key is the field's name in capitals."""

    #: Token from @BotFather; empty: no Telegram bot.
    telegram_token: str = field(default="", repr=False)
    #: What Telegram sends along with every webhook call; empty: no webhook.
    telegram_webhook_secret: str = field(default="", repr=False)
    #: Where the Bot API answers: Telegram's own, or an operator's own Bot API server or relay.
    telegram_api_url: str = "https://api.telegram.org"
    #: Questions that one person may ask in a minute; 0: no limit.
    questions_per_minute: int = 10
    #: Longest that one answer may take, in seconds.
    answer_timeout: float = 120.0
    #: Days after which a person who wrote no more is forgotten.
    retention_days: int = 180


KEYS = {item.name.upper(): item.name for item in fields(BotSettings)}


@lru_cache(maxsize=1)
def get_settings() -> BotSettings:
    """The settings as an object; unknown keys are left to the system checks."""
    given: dict[str, Any] = getattr(django_settings, "BOTS", None) or {}
    return BotSettings(**{KEYS[key]: value for key, value in given.items() if key in KEYS})


def _forget_settings(*, setting: str, **kwargs: Any) -> None:
    if setting == "BOTS":
        get_settings.cache_clear()


setting_changed.connect(_forget_settings)
