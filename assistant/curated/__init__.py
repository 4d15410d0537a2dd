"""Curated answers, which editors write: finds the one that a question asks for, if it may be given.

Owns the comparison of wordings, the vectors that it needs, and the rule that an answer is withheld
while one of its sources is not public. Refuses to know how an answer is shown or stored.
"""

from assistant.curated.availability import Availability, availabilities, available
from assistant.curated.matching import (
    expect_answers,
    find_by_meaning,
    find_by_words,
    live_answers,
    live_wordings,
)
from assistant.curated.wording_vectors import embed_missing, forget_unused
from assistant.curated.wordings import wording

__all__ = [
    "Availability",
    "availabilities",
    "available",
    "embed_missing",
    "expect_answers",
    "find_by_meaning",
    "find_by_words",
    "forget_unused",
    "live_answers",
    "live_wordings",
    "wording",
]
