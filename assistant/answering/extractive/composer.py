"""Answers without a language model: the sentences that answer, quoted and cited."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.answering.extractive.scorer import scored_spans, term_weights
from assistant.answering.extractive.selector import Choice
from assistant.answering.turns import Asked
from assistant.retrieval import Hit
from assistant.text import asked_for, can_answer, detect_language, wanted

#: How far behind the best page, in standard deviations, one in the reader's language may be.
_READERS_LANGUAGE = 1.5


def compose(asked: Asked, found: Sequence[Hit], vector: np.ndarray | None) -> str:
    """Markdown that quotes the best of the passages, each with its marker `[n]`, n from 1.

    At most 400 characters; empty where nothing that is quoted can be what was asked for. `vector`
    is the embedding of what was searched, if there is one. The active language is the asker's; a
    quotation in another one is introduced by its name.
    """
    weights = term_weights(asked, found[0].passage.edition_id)
    language = detect_language(asked.question)
    wants = wanted(asked.question, language) | asked_for(asked.question, language)
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
    """The passages to choose from: for a question in another language, the reader's own.

    A sentence in the question's language always looks nearer to it than the reader's own.
    """
    own = [i for i, item in enumerate(found) if item.source.locale == asked.locale]
    foreign_question = detect_language(asked.question) != asked.locale
    best = max(item.score for item in found)
    if own and foreign_question and max(found[i].score for i in own) >= best - _READERS_LANGUAGE:
        return own
    return list(range(len(found)))
