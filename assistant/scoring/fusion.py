"""Fuses a dense and a lexical ranking into one. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

#: The weight of the lexical scores beside the dense ones: docs/figures.md, Fusion of two rankings.
LEXICAL_WEIGHT = 0.5


def fuse(dense: Mapping[int, float | None], lexical: Mapping[int, float]) -> dict[int, float]:
    """Return a score for each id of `dense`, in standard deviations; higher is better.

    `dense` has the cosine of every id, or None if it is not known; its lexical score then takes the
    place of the cosine. An id that `lexical` lacks shares no word with the question and scores 0.
    """
    words = dict(zip(dense, standardise([lexical.get(i, 0.0) for i in dense]), strict=True))
    known = {i: cosine for i, cosine in dense.items() if cosine is not None}
    meaning = dict(zip(known, standardise(list(known.values())), strict=True))
    return {i: float(meaning.get(i, words[i]) + LEXICAL_WEIGHT * words[i]) for i in dense}


def standardise(values: list[float]) -> np.ndarray:
    """Return the values in standard deviations from their mean, float64, shape (values,).

    All are zero if the values are equal.
    """
    array = np.asarray(values, dtype=np.float64)
    spread = array.std() if len(array) else 0.0
    return (array - array.mean()) / spread if spread > 1e-9 else np.zeros_like(array)
