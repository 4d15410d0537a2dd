"""Composes an answer from quotations, with their citations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.answering.extractive.scorer import score_spans, term_weights
from assistant.answering.extractive.selector import Selection
from assistant.answering.turns import AcceptedQuestion
from assistant.retrieval import Hit
from assistant.text import can_answer, detect_language, expected_types, expected_value_types

#: The largest difference in score between the best passage and the best in the reader's language.
_MAX_BEHIND_BEST = 1.5


def compose_quotations(
    accepted: AcceptedQuestion, hits: Sequence[Hit], vector: np.ndarray | None
) -> str:
    """Return Markdown that quotes the best passages, each with its marker `[n]`, n from 1.

    It has at most 400 characters, and is empty if no quotation can be what the question asks for.
    `vector` is the embedding of what was searched, float32, shape (dimensions,), if there is one.
    The active language must be the asker's; a quotation in another language is introduced by the
    language's name.
    """
    weights = term_weights(accepted, hits[0].passage.edition_id)
    language = detect_language(accepted.question)
    expected = expected_types(accepted.question, language) | expected_value_types(
        accepted.question, language
    )
    selection = Selection(
        hits=hits,
        spans=score_spans(accepted.searched, hits, vector, weights, expected),
        weights=weights,
        expected=expected,
        locale=accepted.locale,
    )
    selection.select(_passages_to_quote(accepted, hits))
    return selection.text() if can_answer(accepted.question, language, selection.quotes()) else ""


def _passages_to_quote(accepted: AcceptedQuestion, hits: Sequence[Hit]) -> list[int]:
    """Return the indexes of the passages to quote from.

    If the question is in another language than the reader's, these are the passages in the reader's
    language, unless they are much worse: a sentence in the question's language always has a better
    score than its translation.
    """
    in_readers_language = [
        i for i, item in enumerate(hits) if item.source.locale == accepted.locale
    ]
    foreign_question = detect_language(accepted.question) != accepted.locale
    best = max(item.score for item in hits)
    if (
        in_readers_language
        and foreign_question
        and max(hits[i].score for i in in_readers_language) >= best - _MAX_BEHIND_BEST
    ):
        return in_readers_language
    return list(range(len(hits)))
