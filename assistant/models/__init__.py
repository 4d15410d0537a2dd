"""The assistant's tables in the site's database.

Owns their fields, constraints and words for editors. Refuses to know what fills and reads them.
"""

from assistant.models.conversations import Conversation, Turn
from assistant.models.curated import LONGEST_WORDING, CuratedAnswer, CuratedSource, WordingVector
from assistant.models.evaluation import (
    EvaluationQuestion,
    EvaluationResult,
    EvaluationRun,
    ExpectedSource,
)
from assistant.models.index import (
    Edition,
    Entry,
    Generation,
    Passage,
    SentenceVectors,
    Source,
    TokenCodes,
    Vector,
)

__all__ = [
    "LONGEST_WORDING",
    "Conversation",
    "CuratedAnswer",
    "CuratedSource",
    "Edition",
    "Entry",
    "EvaluationQuestion",
    "EvaluationResult",
    "EvaluationRun",
    "ExpectedSource",
    "Generation",
    "Passage",
    "SentenceVectors",
    "Source",
    "TokenCodes",
    "Turn",
    "Vector",
    "WordingVector",
]
