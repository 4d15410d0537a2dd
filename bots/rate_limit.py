"""Limits how many questions a person may ask in a minute."""

from __future__ import annotations

import time
from enum import Enum

from asgiref.sync import sync_to_async

from assistant.limits import count_use
from bots.conf import get_settings


class Verdict(Enum):
    """What to do with a question."""

    ALLOWED = "allowed"
    #: Over the limit for the first time in this minute: tell the person.
    REFUSED = "refused"
    #: Over the limit, and the person was told: be silent, or a flood would get a flood of replies.
    IGNORED = "ignored"


async def judge_question(channel: str, person: str, *, now: float | None = None) -> Verdict:
    """Count a question of a person at `now` (seconds since 1970), and judge it.

    `person` is an id of the channel, such as a Telegram id; other channels have others.
    """
    limit = get_settings().questions_per_minute
    if limit == 0:
        return Verdict.ALLOWED
    now = time.time() if now is None else now
    count = await sync_to_async(count_use)(f"bots:{channel}", person, now=now)
    if count <= limit:
        return Verdict.ALLOWED
    return Verdict.REFUSED if count == limit + 1 else Verdict.IGNORED
