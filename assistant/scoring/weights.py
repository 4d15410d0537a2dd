"""The weights of a logistic regression over measures of two texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """The weight of each measure and the constant, in log-odds; a measure not used weighs nothing.

    `nearness` weighs the cosine, `tokens` how near the tokens are, `words` the share of common
    words, and `missing` a number that only one of the texts has.
    """

    nearness: float = 0.0
    tokens: float = 0.0
    words: float = 0.0
    missing: float = 0.0
    constant: float

    def log_odds(
        self, *, nearness: float, tokens: float, words: float, missing: bool = False
    ) -> float:
        """Return the log-odds for these measures."""
        return (
            self.nearness * nearness
            + self.tokens * tokens
            + self.words * words
            + self.missing * missing
            + self.constant
        )
