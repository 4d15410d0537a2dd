"""Scores each span of the passages by how likely it answers the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.answering.extractive.spans import (
    Span,
    SpanKind,
    field_name,
    span_kind,
    weighted_share,
)
from assistant.answering.turns import AcceptedQuestion
from assistant.db import CompiledQuery
from assistant.index import embeddings_table, lexical
from assistant.models import Edition
from assistant.retrieval import Hit, translations
from assistant.scoring import fuse, span_score, standardise
from assistant.text import (
    VALUE_TYPES,
    AnswerType,
    begins_like_question,
    detect_language,
    fold,
    phrases,
    sentences_by_line,
    terms,
    types_in,
    value_types_in,
    without_question_words,
)

#: How much more a passage's score counts where a telephone number or the like is asked for: such
#: lines are all alike, and only their passage tells whose it is.
_OWNER_WEIGHT = 3.0


def term_weights(accepted: AcceptedQuestion, edition: int) -> Mapping[str, float]:
    """Return the weight of each term of the question, by its rarity in the edition.

    Terms that are only in the earlier question it is joined to weigh a quarter.
    """
    language = detect_language(accepted.question)
    searched_weights = lexical.idf_weights(
        edition, terms(without_question_words(accepted.searched, language)), language
    )
    if accepted.searched == accepted.question:
        return searched_weights
    own_weights = lexical.idf_weights(
        edition, terms(without_question_words(accepted.question, language)), language
    )
    return {term: weight / 4 for term, weight in searched_weights.items()} | own_weights


def score_spans(
    question: str,
    hits: Sequence[Hit],
    vector: np.ndarray | None,
    weights: Mapping[str, float],
    expected: frozenset[AnswerType],
) -> list[list[Span]]:
    """Return the spans of each passage, with their scores by meaning and by words.

    `vector` is the question's, float32, shape (dimensions,), or None; `weights` are those of the
    question's terms; `expected` is what the question asks for. In another language the words are
    those of the question that have a translation.
    """
    sentences = [sentences_by_line(item.passage.text) for item in hits]
    cosines = [
        cosine
        for item, own in zip(hits, _cosines(hits, sentences, vector), strict=True)
        for cosine in own
    ]
    headings = [frozenset(terms(f"{item.source.title} {item.passage.heading}")) for item in hits]
    flat_sentences = [
        (i, number, text, len(line) == 1, line[0].startswith("•"))
        for i, lines in enumerate(sentences)
        for number, line in enumerate(lines)
        for text in line
    ]
    words = [frozenset(terms(text)) for _, _, text, *_ in flat_sentences]
    asked_in = detect_language(question)
    translated = {
        language: translations(question, asked_in, language)
        for language in {item.source.locale for item in hits} - {asked_in}
    }
    shares = [
        max(
            weighted_share(present_terms | headings[i], weights),
            _translated_share(translated.get(hits[i].source.locale), hits[i], text),
        )
        for present_terms, (i, _, text, *_) in zip(words, flat_sentences, strict=True)
    ]
    scores = fuse(dict(enumerate(cosines)), dict(enumerate(shares)))
    passage_scores = standardise([hits[i].score for i, *_ in flat_sentences])
    value_types = expected & VALUE_TYPES
    spans: list[list[Span]] = [[] for _ in hits]
    last = {i: n for n, (i, *_) in enumerate(flat_sentences)}
    for n, (i, number, text, is_whole_line, item) in enumerate(flat_sentences):
        headed_text, language = f"{hits[i].passage.heading}: {text}", hits[i].source.locale
        kind = span_kind(text, is_whole_line=is_whole_line)
        if _only_announces(text, kind, language, is_last=n == last[i]) or _repeats(text, weights):
            kind = "heading"
        types = types_in(headed_text, language)
        if value_types:
            types |= value_types & value_types_in(headed_text, language)
        score = span_score(
            own=float(scores[n]),
            passage=float(passage_scores[n]) * (_OWNER_WEIGHT if value_types else 1.0),
            answers=types & expected,
            is_heading=kind in ("heading", "phrase"),
        )
        spans[i].append(
            Span(
                text=text,
                line=number,
                kind=kind,
                item=item,
                terms=words[n],
                types=types,
                score=score,
            )
        )
    return spans


def _only_announces(text: str, kind: SpanKind, language: str, *, is_last: bool) -> bool:
    """Return whether a sentence announces an answer, as a heading does: "Who can apply, and when".

    A question does so with what follows it, unless nothing does.
    """
    if text.rstrip().endswith(("?", "？", "؟")):
        return is_last
    body = text.removeprefix("•").strip()
    if name := field_name(body):
        # "About us: who we are".
        return begins_like_question(body[len(name) + 1 :].strip(), language)
    return kind == "sentence" and begins_like_question(text, language)


def _repeats(text: str, weights: Mapping[str, float]) -> bool:
    """Return whether a text, or what a field says, has no term that the question lacks."""
    name = field_name(text)
    said = terms(text[len(name) + 1 :] if name else text)
    return bool(said) and weights.keys() >= set(said)


def _translated_share(
    translated: Mapping[str, Sequence[str]] | None, item: Hit, text: str
) -> float:
    """Return the share of the words that a sentence of a passage, with its headings, has."""
    if not translated:
        return 0.0
    folded = fold(f"{item.source.title}\n{item.passage.heading}\n{text}")
    return sum(phrases.has(folded, names) for names in translated.values()) / len(translated)


def _cosines(
    hits: Sequence[Hit], sentences: Sequence[Sequence[Sequence[str]]], vector: np.ndarray | None
) -> list[list[float | None]]:
    """Return the cosine of each sentence of each passage with the question.

    `sentences` are given by passage and line. A sentence that is not embedded yet gets the cosine
    of its passage, which may be None.
    """
    counts = {
        item.passage.text_hash: sum(map(len, lines))
        for item, lines in zip(hits, sentences, strict=True)
    }
    known = (
        {}
        if vector is None
        else embeddings_table.sentence_vectors(_model(hits), counts, len(vector))
    )
    return [
        [item.cosine] * counts[item.passage.text_hash]
        if vector is None or (own := known.get(item.passage.text_hash)) is None
        else [float(cosine) for cosine in own @ vector]
        for item in hits
    ]


def _model(hits: Sequence[Hit]) -> str:
    """Return the name of the embedding model of the passages' edition."""
    ((model,),) = _MODEL.rows(hits[0].passage.edition_id)
    return str(model)


_MODEL = CompiledQuery(lambda edition: Edition.objects.filter(pk=edition).values_list("model"))
