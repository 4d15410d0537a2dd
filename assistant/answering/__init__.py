"""The use-case of answering: one policy for every channel.

Owns what is answered, from which evidence, and what is kept of it. Refuses to know how a channel
looks: it gives an `Answer`, or the events of one.
"""

from assistant.answering.pipeline import aanswer, answer, astream, astream_asked, begin
from assistant.answering.turns import forget_conversation, prune, record_feedback

__all__ = [
    "aanswer",
    "answer",
    "astream",
    "astream_asked",
    "begin",
    "forget_conversation",
    "prune",
    "record_feedback",
]
