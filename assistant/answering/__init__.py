"""Answers questions: one policy for every channel.

Owns what is answered, from which evidence, and what is kept of it. Refuses to know how a channel
looks: it gives an `Answer`, or the events of one.
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
