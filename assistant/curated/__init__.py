"""The answers that editors write: which wording a question matches, and which may be given now.

Owns the comparison, the vectors it needs and the rule that an answer rests while a source is not
public. Refuses to know how an answer is worded or kept.
"""

from assistant.curated.matching import asks_the_same, find
from assistant.curated.availability import Standing, given_now, standings
from assistant.curated.wording_vectors import embed_missing, forget_unused

__all__ = [
    "Standing",
    "asks_the_same",
    "embed_missing",
    "find",
    "forget_unused",
    "given_now",
    "standings",
]
