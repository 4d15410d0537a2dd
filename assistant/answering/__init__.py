"""Answers questions, in the same way for every channel.

Owns whether and how a question is answered, from which passages, and what is stored of it. Refuses
to know how a channel looks: it returns an `Answer`, or the events of one.
"""

from assistant.answering.answerability import log_odds
from assistant.answering.pipeline import aanswer, accept_question, answer, astream, astream_asked
from assistant.answering.turns import UNKEPT, forget_conversation, open_turn, prune, record_feedback

__all__ = [
    "UNKEPT",
    "aanswer",
    "accept_question",
    "answer",
    "astream",
    "astream_asked",
    "forget_conversation",
    "log_odds",
    "open_turn",
    "prune",
    "record_feedback",
]
