"""Takes out of an encoder's vectors what they tell besides the meaning, such as the language.

Two vectors of e5 are near each other not only because their texts mean the same, but also because
the texts are in one language, and because all its vectors lie in one narrow cone. Both do harm if a
question's answer is in another language. So three things are measured once for a model, on
translated sentences that have nothing to do with any site (`tests.benchmarks.alignment`): the
directions that distinguish languages, the mean vector of questions, and the mean vector of tokens.

Tokens are compared as well (late interaction, Khattab and Zaharia, 2020, arXiv:2004.12832): each
token of the question with the nearest one of the passage, where rare tokens count more than common
ones. Of a passage's tokens only the signs of their numbers are stored, a bit each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

#: Share of the mean question that is subtracted from each question, which lowers passages that are
#: somewhat near to all questions (docs/figures.md, Share of the mean question).
_MEAN_QUESTION_SHARE = 0.25
#: Information of a token, in nats, up to which it gets the least weight, as a full stop or "de": 6
#: nats is more often than once in four hundred tokens. The second number is that weight
#: (docs/figures.md, Weight of rare tokens).
_COMMON_TOKEN_NATS, _COMMON_TOKEN_WEIGHT = 6.0, 0.2
#: Tokens multiplied at once: few enough to stay in the processor's cache, which halves the time.
_BLOCK = 128


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """What is measured once of a model to correct its vectors.

    `directions` are the ones that distinguish languages, orthonormal, shape (k, dimensions);
    `questions` and `tokens` are the mean vectors of questions and tokens, shape (dimensions,) each.
    All are float32.
    """

    directions: np.ndarray
    questions: np.ndarray
    tokens: np.ndarray

    def align_question(self, vector: np.ndarray) -> np.ndarray:
        """Return a question's vector for multiplying with vectors that `align_passages` returns.

        `vector` and the result have shape (dimensions,).
        """
        aligned: np.ndarray = self.align_passages(
            vector
        ) - _MEAN_QUESTION_SHARE * self._without_language(self.questions)
        return aligned

    def align_passages(self, vectors: np.ndarray) -> np.ndarray:
        """Return unit vectors of passages or sentences without what tells their language.

        `vectors` and the result have shape (…, dimensions).
        """
        return unit_vectors(self._without_language(vectors))

    def question_token_vectors(
        self, token_vectors: np.ndarray, logarithms: np.ndarray
    ) -> np.ndarray:
        """Return a question's token vectors, each as long as its share of the question's weight.

        `token_vectors` are the encoder's outputs, shape (tokens, dimensions), as is the result.
        `logarithms` are the natural logarithms of how frequent each token is, shape (tokens,).
        """
        weights = np.maximum(-logarithms - _COMMON_TOKEN_NATS, _COMMON_TOKEN_WEIGHT)
        shares = (weights / max(weights.sum(), _COMMON_TOKEN_WEIGHT)).astype(token_vectors.dtype)
        weighted: np.ndarray = (
            unit_vectors(self._without_language(token_vectors - self.tokens)) * shares[:, None]
        )
        return weighted

    def token_codes(self, token_vectors: np.ndarray) -> bytes:
        """Return a passage's token codes: a bit for the sign of each number of its token vectors.

        `token_vectors` are the encoder's outputs, shape (tokens, dimensions). Each token takes
        dimensions / 8 bytes.
        """
        return np.packbits(
            self._without_language(token_vectors - self.tokens) > 0, axis=-1
        ).tobytes()

    def _without_language(self, vectors: np.ndarray) -> np.ndarray:
        """Return the vectors without their part in the directions that distinguish languages."""
        rest: np.ndarray = vectors - (vectors @ self.directions.T) @ self.directions
        return rest


def load(path: Path) -> Alignment:
    """Read an alignment that `tests.benchmarks.alignment` has written."""
    with np.load(path, allow_pickle=False) as kept:
        return Alignment(
            directions=kept["directions"], questions=kept["questions"], tokens=kept["tokens"]
        )


@cache
def e5_alignment() -> Alignment:
    """Return the alignment of multilingual-e5-small."""
    return load(Path(__file__).with_name("e5_alignment.npz"))


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return the vectors at length 1, shape (…, dimensions); zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: np.ndarray = vectors / np.maximum(lengths, 1e-12)
    return scaled


def nearest_tokens(question: np.ndarray, passages: Sequence[bytes]) -> list[float | None]:
    """Return how near each passage is to a question by their tokens: about 0 to 1, or None.

    For each token of the question the nearest of the passage is taken, and these are added.
    `question` is what `Alignment.question_token_vectors` returns, shape (tokens, dimensions);
    `passages` are what `Alignment.token_codes` returns. None stands for a passage without tokens,
    and for all if the question has none.
    """
    count, dimensions = question.shape
    width = dimensions // 8
    lengths = [len(each) // width for each in passages]
    if not count or not any(lengths):
        return [None] * len(passages)
    packed = np.frombuffer(b"".join(passages), dtype=np.uint8).reshape(-1, width)
    products = np.empty((len(packed), count), dtype=np.float32)
    transposed = np.ascontiguousarray(question.T)
    for start in range(0, len(packed), _BLOCK):
        bits = np.unpackbits(packed[start : start + _BLOCK], axis=1).astype(np.float32)
        products[start : start + _BLOCK] = bits @ transposed
    # A sign is 2 * bit - 1; the vector of signs is divided by its length.
    nearness = (2 * products - question.sum(axis=1)) / np.sqrt(dimensions)
    full = [length for length in lengths if length]
    starts = np.cumsum([0, *full[:-1]])
    best = np.maximum.reduceat(nearness, starts, axis=0).sum(axis=1)
    rows = iter(best.tolist())
    return [next(rows) if length else None for length in lengths]
