"""Answers from the site's own fields: lists, counts, next events, facts of one page, files.

Owns what a site registers as collections (`registry`), what a question asks of them
(`understanding`) and how that is worded (`answers`). Refuses to guess: a question that it does not
understand to its last word is answered from texts. Everything comes from the database at that
moment, through the one query for what is public.
"""

from assistant.collections.answers import answer_from_fields
from assistant.collections.registry import (
    Collection,
    Facet,
    Fact,
    File,
    register_collections,
    registered_collections,
)
from assistant.collections.writing import CollectionAnswer

__all__ = [
    "Collection",
    "CollectionAnswer",
    "Facet",
    "Fact",
    "File",
    "answer_from_fields",
    "register_collections",
    "registered_collections",
]
