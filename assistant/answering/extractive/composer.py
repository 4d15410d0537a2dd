"""Composes an answer from quotations, with their citations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.answering.extractive.scorer import scored_spans, term_weights
from assistant.answering.extractive.selector import Choice
from assistant.answering.turns import Asked
from assistant.retrieval import Hit
from assistant.text import can_answer, detect_language, expected_types, expected_value_types

#: The largest difference in score between the best passage and the best in the reader's language.
_READERS_LANGUAGE = 1.5


def compose(asked: Asked, found: Sequence[Hit], vector: np.ndarray | None) -> str:
    """Return Markdown that quotes the best passages, each with its marker `[n]`, n from 1.

    It has at most 400 characters, and is empty if no quotation can be what the question asks for.
    `vector` is the embedding of what was searched, float32, shape (dimensions,), if there is one.
    The active language must be the asker's; a quotation in another language is introduced by the
    language's name.
    """
    weights = term_weights(asked, found[0].passage.edition_id)
    language = detect_language(asked.question)
    wants = expected_types(asked.question, language) | expected_value_types(
        asked.question, language
    )
    choice = Choice(
        found=found,
        units=scored_spans(found, vector, weights, wants),
        weights=weights,
        wants=wants,
        locale=asked.locale,
    )
    choice.make(_quotable(asked, found))
    return choice.text() if can_answer(asked.question, language, choice.quotes()) else ""


def _quotable(asked: Asked, found: Sequence[Hit]) -> list[int]:
    """Return the indexes of the passages to quote from.

    If the question is in another language than the reader's, these are the passages in the reader's
    language, unless they are much worse: a sentence in the question's language always has a better
    score than its translation.
    """
    own = [i for i, item in enumerate(found) if item.source.locale == asked.locale]
    foreign_question = detect_language(asked.question) != asked.locale
    best = max(item.score for item in found)
    if own and foreign_question and max(found[i].score for i in own) >= best - _READERS_LANGUAGE:
        return own
    return list(range(len(found)))
