"""What the assistant keeps in the site's database."""

from assistant.models.conversations import Conversation, Turn
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
    "Edition",
    "Entry",
    "Generation",
    "Passage",
    "SentenceVectors",
    "Source",
    "TokenCodes",
    "Turn",
    "Vector",
]
