"""Turns texts into vectors, with the embedded model or another one that the operator chooses.

Owns the embedding models and their errors, and how a vector is corrected for what it tells besides
the meaning of its text. Refuses to know passages, pages or databases.
"""

from assistant.embedding.embedders import Embedder, QueryEmbedding, embedder

__all__ = [
    "Embedder",
    "QueryEmbedding",
    "embedder",
]
