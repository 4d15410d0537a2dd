"""Scores a sentence, item or row by how likely it is the one that answers."""

from __future__ import annotations

from collections.abc import Collection

#: The weight of the passage's score beside the span's own.
_PASSAGE_WEIGHT = 0.5
#: What is added to a span's score for each thing that the question asks for and that it contains.
#: Less for numbers, which are in many sentences, while small ones are often written as words.
_TYPE_BONUS, _NUMBER_BONUS = 1.2, 0.6
#: What is subtracted for headings and short lines without punctuation, which say little themselves.
_HEADING_PENALTY = 0.7


def span_score(*, own: float, passage: float, answers: Collection[str], is_heading: bool) -> float:
    """Return the score of a span, in standard deviations; higher is better.

    `own` is the score of the span by itself and `passage` that of its passage, both in standard
    deviations; `answers` are the types of answer, such as "time", that the question asks for and
    the span has.
    """
    score = own + _PASSAGE_WEIGHT * passage
    score += sum(_NUMBER_BONUS if each == "number" else _TYPE_BONUS for each in answers)
    return score - _HEADING_PENALTY if is_heading else score
