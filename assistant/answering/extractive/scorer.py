"""Scores each span of the passages by how likely it answers the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.answering.extractive.fusion import fuse, standardised
from assistant.answering.extractive.spans import Span, kind_of, share
from assistant.answering.turns import Asked
from assistant.db import CompiledQuery
from assistant.index import embeddings_table, lexical
from assistant.models import Edition
from assistant.retrieval import Hit
from assistant.text import (
    VALUE_TYPES,
    AnswerType,
    detect_language,
    sentences_by_line,
    terms,
    types_in,
    value_types_in,
    without_question_words,
)

#: The weight of the passage's score beside the span's own.
_PASSAGE_WEIGHT = 0.5
#: What is added to a span's score for each thing that the question asks for and that it contains.
#: Less for numbers, which are in many sentences, while small ones are often written as words.
_WANTED_BONUS: dict[AnswerType, float] = {
    "time": 1.2,
    "place": 1.2,
    "number": 0.6,
    "money": 1.2,
    "telephone": 1.2,
    "email": 1.2,
}
#: What is subtracted for headings and short lines without punctuation, which say little themselves.
_HEADING_PENALTY = 0.7


def term_weights(asked: Asked, edition: int) -> Mapping[str, float]:
    """Return the weight of each term of the question, by its rarity in the edition.

    Terms that are only in the earlier question it is joined to weigh a quarter.
    """
    language = detect_language(asked.question)
    leaned_on = lexical.weights(
        edition, terms(without_question_words(asked.searched, language)), language
    )
    if asked.searched == asked.question:
        return leaned_on
    own = lexical.weights(
        edition, terms(without_question_words(asked.question, language)), language
    )
    return {term: weight / 4 for term, weight in leaned_on.items()} | own


def scored_spans(
    found: Sequence[Hit],
    vector: np.ndarray | None,
    weights: Mapping[str, float],
    wants: frozenset[AnswerType],
) -> list[list[Span]]:
    """Return the spans of each passage, with their scores by meaning and by words.

    `vector` is the question's, float32, shape (dimensions,), or None; `weights` are those of the
    question's terms; `wants` is what the question asks for.
    """
    cut = [sentences_by_line(item.passage.text) for item in found]
    cosines = [
        cosine
        for item, own in zip(found, _cosines(found, cut, vector), strict=True)
        for cosine in own
    ]
    above = [frozenset(terms(f"{item.source.title} {item.passage.heading}")) for item in found]
    flat = [
        (i, number, text, len(line) == 1, line[0].startswith("•"))
        for i, lines in enumerate(cut)
        for number, line in enumerate(lines)
        for text in line
    ]
    words = [frozenset(terms(text)) for _, _, text, *_ in flat]
    shares = [
        share(present | above[i], weights) for present, (i, *_) in zip(words, flat, strict=True)
    ]
    scores = fuse(dict(enumerate(cosines)), dict(enumerate(shares)))
    fits = standardised([found[i].score for i, *_ in flat])
    particular = wants & VALUE_TYPES
    units: list[list[Span]] = [[] for _ in found]
    for n, (i, number, text, whole, item) in enumerate(flat):
        kind = kind_of(text, whole=whole)
        said, language = f"{found[i].passage.heading}: {text}", found[i].source.locale
        has = types_in(said, language)
        if particular:
            has |= particular & value_types_in(said, language)
        score = float(scores[n] + _PASSAGE_WEIGHT * fits[n])
        score += sum(_WANTED_BONUS[want] for want in has & wants)
        score -= _HEADING_PENALTY if kind in ("heading", "phrase") else 0
        units[i].append(
            Span(text=text, line=number, kind=kind, item=item, terms=words[n], has=has, score=score)
        )
    return units


def _cosines(
    found: Sequence[Hit], cut: Sequence[Sequence[Sequence[str]]], vector: np.ndarray | None
) -> list[list[float | None]]:
    """Return the cosine of each sentence of each passage with the question.

    `cut` are the sentences by passage and line. A sentence that is not embedded yet gets the cosine
    of its passage, which may be None.
    """
    counts = {
        item.passage.text_hash: sum(map(len, lines)) for item, lines in zip(found, cut, strict=True)
    }
    known = {} if vector is None else embeddings_table.sentences(_model(found), counts, len(vector))
    return [
        [item.cosine] * counts[item.passage.text_hash]
        if vector is None or (own := known.get(item.passage.text_hash)) is None
        else [float(cosine) for cosine in own @ vector]
        for item in found
    ]


def _model(found: Sequence[Hit]) -> str:
    """Return the name of the embedding model of the passages' edition."""
    ((model,),) = _MODEL.rows(found[0].passage.edition_id)
    return str(model)


_MODEL = CompiledQuery(lambda edition: Edition.objects.filter(pk=edition).values_list("model"))
