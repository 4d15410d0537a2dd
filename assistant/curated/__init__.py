"""Curated answers, which editors write: finds the one that a question asks for, if it may be given.

Owns the comparison of wordings, the vectors that it needs, and the rule that an answer is withheld
while one of its sources is not public. Refuses to know how an answer is shown or stored.
"""

from assistant.curated.availability import Availability, availabilities, available
from assistant.curated.matching import asks_the_same, find, forget_none, known, live
from assistant.curated.wording_vectors import embed_missing, forget_unused
from assistant.curated.wordings import wording

__all__ = [
    "Availability",
    "asks_the_same",
    "availabilities",
    "available",
    "embed_missing",
    "find",
    "forget_none",
    "forget_unused",
    "known",
    "live",
    "wording",
]
