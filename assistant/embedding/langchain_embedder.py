"""Embedding models behind LangChain, most of them on servers of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.conf import settings
from assistant.embedding.protocol import VectorOnlyEmbedder, Vectors
from assistant.exceptions import ProviderMisconfigured, ProviderUnavailable
from assistant.limits import TimeLimit

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

#: Seconds for which a model that did not answer is left alone, and how many times longer a batch of
#: passages may take than a question.
_REST, _BATCH_FACTOR = 10.0, 6


class LangChainEmbedder(VectorOnlyEmbedder):
    """Any embedding model that LangChain's `init_embeddings` can build."""

    def __init__(self, name: str) -> None:
        """Build the model. Raises ProviderMisconfigured."""
        from langchain.embeddings import init_embeddings

        self.name = name
        try:
            model = init_embeddings(name)
        except (ImportError, ValueError) as error:
            raise ProviderMisconfigured(f"The embedding model {name!r} can't be built.") from error
        self._model: Embeddings = model
        self._questions, self._batches = TimeLimit(rest=_REST), TimeLimit(rest=_REST)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        seconds = settings.embeddings_timeout * _BATCH_FACTOR
        try:
            values = self._batches.call(lambda: self._model.embed_documents(list(texts)), seconds)
            return _checked_unit_vectors(values, len(texts))
        except Exception as error:
            # Each provider package raises errors of its own; all of them mean that it can't answer
            # now.
            raise ProviderUnavailable("The embedding model does not answer.") from error

    def question_vector(self, text: str) -> Vectors:
        try:
            value = self._questions.call(
                lambda: self._model.embed_query(text), settings.embeddings_timeout
            )
            vectors: np.ndarray = _checked_unit_vectors([value], 1)[0]
            return vectors
        except Exception as error:
            raise ProviderUnavailable("The embedding model does not answer.") from error


def _checked_unit_vectors(values: Sequence[Sequence[float]], count: int) -> Vectors:
    """Return vectors at length 1, float32, shape (count, dimensions).

    Raises ProviderUnavailable if there are not `count` vectors, all finite and none zero.
    """
    vectors = np.asarray(values, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True) if vectors.ndim == 2 else None
    if (
        lengths is None
        or len(vectors) != count
        or not np.all(np.isfinite(lengths))
        or not lengths.all()
    ):
        raise ProviderUnavailable("The embedding model returned no usable vectors.")
    scaled: Vectors = vectors / lengths
    return scaled
