"""What an encoder's vectors say besides the meaning of a text, taken out: language, and the usual.

Two vectors of e5 are near to each other not only because their texts mean the same: also because
they are in one language, and because all its vectors lie in one narrow cone. Both hurt where a
question's answer stands in another language. Known of a model, and measured once on translated
sentences that have nothing to do with any site (`tests.benchmarks.alignment`), are the directions
that tell languages apart, its usual question and its usual token.

Tokens are compared as well (late interaction, Khattab and Zaharia, 2020, arXiv:2004.12832): each
token of the question with the one of the passage that is nearest to it, a rare token counting more
than a usual one. Of a passage's tokens the signs of their numbers are kept, a bit each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

#: How much of the usual question is taken out of each: on XQuAD, .2 to .4 do equally well, and 1
#: badly. It lowers passages that are somewhat near to all questions.
_USUAL = 0.25
#: The information of a token, in nats, up to which it counts next to nothing: a full stop or "de",
#: what stands oftener than once in four hundred. On XQuAD, 4 does as well, and so do squares of all
#: the information; across languages the right paragraph is first for half a point more of the
#: questions than with all tokens alike, and among the first five too.
_PLAIN, _LEAST = 6.0, 0.2
#: Tokens multiplied at once: they stay in the processor's cache, which takes half the time.
_BLOCK = 128


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """Of one model: `directions` (languages, shape (k, dimensions), orthonormal), and the mean of
    `questions` and of `tokens`, shape (dimensions,) each.
    """

    directions: np.ndarray
    questions: np.ndarray
    tokens: np.ndarray

    def question(self, vector: np.ndarray) -> np.ndarray:
        """A question's vector, shape (dimensions,), to be multiplied with those of passages."""
        aligned: np.ndarray = self.passages(vector) - _USUAL * self._without_language(
            self.questions
        )
        return aligned

    def passages(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors of passages or sentences, shape (…, dimensions), without their language."""
        return unit(self._without_language(vectors))

    def question_tokens(self, states: np.ndarray, logarithms: np.ndarray) -> np.ndarray:
        """A question's tokens, shape (tokens, dimensions), each as long as its share of what they
        say together.

        `logarithms`: the natural ones of how frequent each is, shape (tokens,).
        """
        says = np.maximum(-logarithms - _PLAIN, _LEAST)
        shares = (says / max(says.sum(), _LEAST)).astype(states.dtype)
        weighted: np.ndarray = unit(self._without_language(states - self.tokens)) * shares[:, None]
        return weighted

    def codes(self, states: np.ndarray) -> bytes:
        """A passage's tokens, shape (tokens, dimensions), as bits: dimensions / 8 bytes each."""
        return np.packbits(self._without_language(states - self.tokens) > 0, axis=-1).tobytes()

    def _without_language(self, vectors: np.ndarray) -> np.ndarray:
        rest: np.ndarray = vectors - (vectors @ self.directions.T) @ self.directions
        return rest


def load(path: Path) -> Alignment:
    """What `tests.benchmarks.alignment` has written."""
    with np.load(path, allow_pickle=False) as kept:
        return Alignment(
            directions=kept["directions"], questions=kept["questions"], tokens=kept["tokens"]
        )


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors at length 1, shape (…, dimensions)."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: np.ndarray = vectors / np.maximum(lengths, 1e-12)
    return scaled


def nearest_tokens(question: np.ndarray, passages: Sequence[bytes]) -> list[float | None]:
    """How near each passage's tokens are to the question's: the nearest to each of those, summed.

    `question`: what `Alignment.question_tokens` gave, shape (tokens, dimensions), whose lengths are
    shares of one; `passages`: what `codes` gave. None where a passage has no tokens, or there is no
    question.
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
    # A sign is 2 * bit - 1, and the vector of signs is divided by its length.
    nearness = (2 * products - question.sum(axis=1)) / np.sqrt(dimensions)
    full = [length for length in lengths if length]
    starts = np.cumsum([0, *full[:-1]])
    best = np.maximum.reduceat(nearness, starts, axis=0).sum(axis=1)
    rows = iter(best.tolist())
    return [next(rows) if length else None for length in lengths]
