"""Turns measures into one number: rankings of passages and spans, and odds of decisions.

Owns every weight that was fitted or chosen for these, and names the command that fits it.
Refuses to know passages, models and languages: numbers come in, a number goes out.
"""

from assistant.scoring.answerability import (
    WITH_WORDS_MISSING,
    answer_log_odds,
    answer_odds_by_words,
    caution,
    least_nearness,
)
from assistant.scoring.fusion import fuse, standardise
from assistant.scoring.groundedness import Measures, support_log_odds
from assistant.scoring.reranker import E5_SPREAD, Features, scores
from assistant.scoring.spans import span_score

__all__ = [
    "E5_SPREAD",
    "WITH_WORDS_MISSING",
    "Features",
    "Measures",
    "answer_log_odds",
    "answer_odds_by_words",
    "caution",
    "fuse",
    "least_nearness",
    "scores",
    "span_score",
    "standardise",
    "support_log_odds",
]
