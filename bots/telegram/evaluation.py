"""How Telegram shows an answer, for the evaluation: the words must survive the formatting. Pure."""

from __future__ import annotations

from assistant.types import Answer
from bots.telegram.formatting import format_answer


def shown(answer: Answer) -> str:
    """The text of all messages that an answer becomes."""
    return "\n".join("".join(span.text for span in message) for message in format_answer(answer))
