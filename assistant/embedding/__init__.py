"""Turns texts into vectors, by the embedded model or by one that the operator names.

Owns the embedding models, their errors, and what a vector says besides the meaning of its text.
Refuses to know passages, pages or databases.
"""

from assistant.embedding.embedders import Embedder, QueryEmbedding, embedder

__all__ = [
    "Embedder",
    "QueryEmbedding",
    "embedder",
]
