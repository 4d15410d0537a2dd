"""Computes one score for each passage from its features. Numbers in, numbers out.

The features are measured in `assistant.retrieval.features`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Weights of the nearness of the passage, of its best sentence and of its tokens (docs/figures.md,
#: Weights of the reranker).
_PASSAGE, _SENTENCE, _TOKENS = 0.5, 0.5, 0.2
#: Weight of a passage that has all words of the question, in standard deviations of the model's
#: cosines (docs/figures.md, Weights of the reranker).
_WORDS = 6.0
#: Standard deviation of e5's cosines between a question and the passages of a site
#: (docs/figures.md, Spread of e5's cosines). For other models it is taken from the question's
#: candidates.
E5_SPREAD = 0.018
#: Smallest standard deviation that is assumed, for passages that are all alike.
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """How near a passage, its best sentence and its tokens are to a question, about 0 to 1 each.

    None stands for a feature that is not known. `words` is the passage's BM25 score as a share of
    what all words of the question are worth; it exceeds 1 if the passage has all of them often.
    """

    passage: float | None = None
    sentence: float | None = None
    tokens: float | None = None
    words: float = 0.0


def scores(measured: Sequence[Features], *, spread: float | None = None) -> list[float]:
    """Return a score for each passage; higher is better.

    The unit is a standard deviation of the model's cosines. Scores are comparable within one
    question only. A feature that a passage lacks is estimated from its next one, so that new
    passages, whose sentences are not embedded yet, neither lead nor trail. `spread` is the standard
    deviation; None takes it from these passages.
    """
    words = np.array([item.words for item in measured])
    passages = _filled([item.passage for item in measured], words)
    sentences = _filled([item.sentence for item in measured], passages)
    tokens = _filled([item.tokens for item in measured], passages)
    width = spread if spread is not None else float(passages.std()) if len(measured) > 1 else 0.0
    meaning = _PASSAGE * passages + _SENTENCE * sentences + _TOKENS * tokens
    total: list[float] = (meaning / max(width, _LEAST_SPREAD) + _WORDS * words).tolist()
    return total


def _filled(values: Sequence[float | None], like: np.ndarray) -> np.ndarray:
    """Return the values with missing ones estimated, or zeros if all are missing.

    A missing value gets the place among the values that its counterpart has in `like`.
    """
    known = np.array([value is not None for value in values], dtype=bool)
    filled = np.array([0.0 if value is None else value for value in values])
    if known.any() and not known.all():
        width = like[known].std()
        scale = filled[known].std() / width if width > 1e-9 else 0.0
        away = like[~known] - like[known].mean()
        filled[~known] = filled[known].mean() + scale * away
    elif not known.any():
        filled = np.zeros(len(values))
    return filled
