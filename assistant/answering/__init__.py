"""Answers questions, in the same way for every channel.

Owns whether and how a question is answered, from which passages, and what is stored of it.
Refuses to know how a channel looks: it returns an `Answer`, or the events of one.
"""

from assistant.answering.answerability import log_odds
from assistant.answering.pipeline import aanswer, accept_question, answer, astream, astream_accepted
from assistant.answering.turns import (
    UNSTORED_CHANNEL,
    forget_conversation,
    prune,
    record_feedback,
    validate_question,
)

__all__ = [
    "UNSTORED_CHANNEL",
    "aanswer",
    "accept_question",
    "answer",
    "astream",
    "astream_accepted",
    "forget_conversation",
    "log_odds",
    "prune",
    "record_feedback",
    "validate_question",
]
