"""The answers that editors write: which wording a question matches, and which may be given now.

Owns the comparison, the vectors it needs and the rule that an answer rests while a source is not
public. Refuses to know how an answer is worded or kept.
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
