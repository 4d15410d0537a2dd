"""What the assistant keeps in the site's database."""

from assistant.models.conversations import Conversation, Turn
from assistant.models.curated import CuratedAnswer, CuratedSource, WordingVector
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
