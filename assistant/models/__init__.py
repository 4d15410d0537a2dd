"""What the assistant keeps in the site's database."""

from assistant.models.conversations import Conversation, Turn
from assistant.models.curated import CuratedAnswer, CuratedSource, WordingVector
from assistant.models.index import (
    Edition,
    Entry,
    Generation,
    Passage,
    SentenceVectors,
    Source,
    Vector,
)

__all__ = [
    "Conversation",
    "CuratedAnswer",
    "CuratedSource",
    "Edition",
    "Entry",
    "Generation",
    "Passage",
    "SentenceVectors",
    "Source",
    "Turn",
    "Vector",
    "WordingVector",
]
