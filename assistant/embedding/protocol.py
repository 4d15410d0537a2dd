"""What an embedding model can do, and what it returns of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.embedding.onnx import Alignment

Vectors = np.ndarray


class Embedder(Protocol):
    """Turns texts into unit vectors.

    Only vectors of models with the same `name` may be compared.
    """

    name: str
    #: How its vectors are corrected before they are compared, if that is known for the model.
    alignment: Alignment | None
    #: Whether the model gives token codes for passages.
    has_token_codes: bool

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, float32, shape (len(texts), dimensions).

        Raises ProviderUnavailable.
        """
        ...

    def embed_passages_with_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        """Return the vectors of passages, and their token codes.

        Vectors are as from `embed_passages`, codes as from `Alignment.token_codes`. Only if
        `has_token_codes`. Raises ProviderUnavailable.
        """
        ...

    def embed_question(self, text: str) -> QueryEmbedding:
        """Return everything about a question that passages are compared with.

        Raises ProviderUnavailable.
        """
        ...

    def question_vector(self, text: str) -> Vectors:
        """Return the vector of a question, float32, shape (dimensions,).

        Raises ProviderUnavailable.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class QueryEmbedding:
    """A question as passages are compared with it.

    `vector` is its unit vector, float32, shape (dimensions,). `aligned`, of the same shape, is the
    vector to multiply with those that `Alignment.align_passages` returns. `tokens` is what
    `Alignment.question_token_vectors` returns, shape (tokens, dimensions), or None if the model
    does not give token vectors.
    """

    vector: Vectors
    aligned: Vectors
    tokens: Vectors | None = None


class VectorOnlyEmbedder:
    """Base of embedders that give a vector for a text but none for its tokens."""

    alignment: Alignment | None = None
    has_token_codes = False

    def embed_passages_with_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        raise NotImplementedError

    def embed_question(self, text: str) -> QueryEmbedding:
        vector = self.question_vector(text)
        align = self.alignment
        return QueryEmbedding(
            vector=vector, aligned=align.align_question(vector) if align else vector
        )

    def question_vector(self, text: str) -> Vectors:
        raise NotImplementedError
