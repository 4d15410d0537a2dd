"""Turns texts into vectors, with the embedded model or another one that the operator chooses.

Owns the embedding models and their errors, and how a vector is corrected for what it tells besides
the meaning of its text. Refuses to know passages, pages or databases.
"""

from assistant.embedding.embedders import embedder
from assistant.embedding.onnx import Alignment, nearest_tokens, unit_vectors
from assistant.embedding.protocol import Embedder, QueryEmbedding

__all__ = [
    "Alignment",
    "Embedder",
    "QueryEmbedding",
    "embedder",
    "nearest_tokens",
    "unit_vectors",
]
