"""How many questions one person may ask in a minute."""

from __future__ import annotations

import time
from enum import Enum

from django.core.cache import cache

from bots.conf import get_settings


class Verdict(Enum):
    """What to do with a question."""

    ALLOWED = "allowed"
    #: Over the limit for the first time this minute: say so.
    REFUSED = "refused"
    #: Over the limit and told already: be silent, or the bot would answer a flood with a flood.
    IGNORED = "ignored"


async def admit(person: int, *, now: float | None = None) -> Verdict:
    """Count a question of a person at `now` (seconds since the epoch) and judge it."""
    limit = get_settings().questions_per_minute
    if limit == 0:
        return Verdict.ALLOWED
    minute = int((time.time() if now is None else now) // 60)
    key = f"bots:questions:{person}:{minute}"
    await cache.aadd(key, 0, timeout=120)
    try:
        count = await cache.aincr(key)
    except ValueError:  # the cache dropped it in between
        return Verdict.ALLOWED
    if count <= limit:
        return Verdict.ALLOWED
    return Verdict.REFUSED if count == limit + 1 else Verdict.IGNORED
