"""Shows answers to the evaluation as Telegram does, since formatting must not lose words. Pure."""

from __future__ import annotations

from assistant.types import Answer
from bots.telegram.formatting import format_answer


def to_text(answer: Answer) -> str:
    """Return the text of all messages that show an answer."""
    return "\n".join("".join(span.text for span in message) for message in format_answer(answer))
