"""Updates as Telegram sends them."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from tests.bots.fake_telegram import BOT

_numbers = count(1)
GROUP = -100500


def person(number: int = 7, language: str = "en", **more: Any) -> dict[str, Any]:
    """Somebody who writes."""
    return {"id": number, "is_bot": False, "first_name": "Ayşe", "language_code": language, **more}


def message(
    text: str | None = None,
    *,
    sender: dict[str, Any] | None = None,
    chat: int | None = None,
    key: str = "message",
    **more: Any,
) -> dict[str, Any]:
    """A message to the bot; commands and mentions get their entities, as Telegram's apps do."""
    sender = sender or person()
    chat = sender["id"] if chat is None else chat
    kind = {"type": "private"} if chat > 0 else {"type": "supergroup", "title": "Teachers"}
    number = next(_numbers)
    body = {"message_id": number, "date": 1, "from": sender, "chat": {"id": chat, **kind}, **more}
    if text is not None:
        body["text"] = text
        body.setdefault("entities", entities(text))
    return {"update_id": number, key: body}


def entities(text: str) -> list[dict[str, Any]]:
    """The commands and mentions in a text, counted in UTF-16 units."""
    found = []
    for match in re.finditer(r"(?<!\S)(?:(/\w+(?:@\w+)?)|(@\w+))", text):
        kind = "bot_command" if match[1] else "mention"
        offset = len(text[: match.start()].encode("utf-16-le")) // 2
        found.append({"type": kind, "offset": offset, "length": len(match[0])})
    return found


def press(data: str, *, sender: dict[str, Any] | None = None) -> dict[str, Any]:
    """A press on an inline button under the bot's message."""
    sender = sender or person()
    number = next(_numbers)
    under = {
        "message_id": 5,
        "date": 1,
        "from": BOT,
        "text": "…",
        "chat": {"id": sender["id"], "type": "private"},
    }
    query = {
        "id": str(number),
        "from": sender,
        "chat_instance": "1",
        "data": data,
        "message": under,
    }
    return {"update_id": number, "callback_query": query}
