"""Says how likely a passage supports a statement, from numbers about both.

Logistic regressions fitted by `tests/benchmarks/groundedness.py` on XQuAD in four languages:
docs/figures.md, A model's statements.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.scoring.weights import Weights

#: With these constants and the comparison of numbers, months and names, it is as frequent that a
#: true statement is rejected as that one about another paragraph of its article is accepted.
_SAME_LANGUAGE = Weights(nearness=46.37, tokens=21.54, words=14.43, constant=-44.75)
_OTHER_LANGUAGE = Weights(nearness=22.57, tokens=36.01, constant=-26.56)
#: The same for embedding models without token vectors.
_SAME_NEARNESS = Weights(nearness=88.05, words=16.17, constant=-64.60)
_OTHER_NEARNESS = Weights(nearness=74.63, constant=-47.44)
#: The share of the statement's words alone, for when the embedding model fails.
_WORDS_ALONE = Weights(words=18.0, constant=-6.55)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """How similar a passage is to a statement; None where that is not known."""

    nearness: float | None = None
    tokens: float | None = None
    words: float = 0.0


def support_log_odds(measured: Measures, *, same: bool) -> float:
    """Return the log-odds that a passage supports a statement.

    `same` says whether they are in the same language.
    """
    if measured.nearness is None:
        # Across languages words can't be compared, and facts are compared exactly before.
        if not same:
            return 0.0
        weights = _WORDS_ALONE
    elif measured.tokens is None:
        weights = _SAME_NEARNESS if same else _OTHER_NEARNESS
    else:
        weights = _SAME_LANGUAGE if same else _OTHER_LANGUAGE
    return weights.log_odds(
        nearness=measured.nearness or 0.0, tokens=measured.tokens or 0.0, words=measured.words
    )
