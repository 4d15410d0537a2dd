"""How well passages fit a question: several measures of one passage, and one score of them.

Numbers in, numbers out. How the measures are taken is `assistant.retrieval.pipeline`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: What a passage as a whole, its best sentence and its tokens weigh. XQuAD (en, tr, th, zh): a
#: passage and its sentence alone put the right paragraph first for .972 to .948 of the questions in
#: the same language and .820 to .806 across languages, with any share from .4 to .6; tokens at this
#: weight or twice as much add one to two points across languages, and change nothing within one.
_PASSAGE, _SENTENCE, _TOKENS = 0.5, 0.5, 0.2
#: What all words of the question, found in a passage, weigh: in spreads of cosines. From 4 to 9 it
#: is within half a point on XQuAD, in all four languages.
_WORDS = 6.0
#: How far e5's cosines with the passages of a site are spread (standard deviation on XQuAD: .015 to
#: .021). Of another model it is taken from the candidates of the question.
E5_SPREAD = 0.018
#: Passages that are all alike have none.
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """How near a passage, its best sentence and its tokens are to a question, about 0 to 1 each.

    None where that is not known. `words` is the share of the question's words that it has, by
    weight and by BM25: above 1 where it has all of them often.
    """

    passage: float | None = None
    sentence: float | None = None
    tokens: float | None = None
    words: float = 0.0


def scores(measured: Sequence[Features], *, spread: float | None = None) -> list[float]:
    """One number for each in spreads of the model's cosines, the higher the better.

    Comparable within one question only.

    A measure that one lacks is taken to be as good among the others' as its next is: new passages,
    whose sentences are not embedded yet, must neither lead nor trail for that. `spread`: None to
    take it from these passages.
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
    """The values, those missing put where `like` stands among its own; zeros if none is known."""
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
