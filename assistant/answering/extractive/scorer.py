"""How likely each sentence of the passages found is the one that answers."""

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
    PARTICULARS,
    Wanted,
    detect_language,
    given_in,
    lines_of_sentences,
    offers,
    subject,
    terms,
)

#: What the fit of its passage weighs beside a sentence's own.
_PASSAGE_WEIGHT = 0.5
#: What a sentence gains for a date, a place, a sum … where the question asks for one. Figures
#: stand in many sentences, and small numbers are often written as words.
_WANTED_BONUS: dict[Wanted, float] = {
    "time": 1.2,
    "place": 1.2,
    "number": 0.6,
    "money": 1.2,
    "telephone": 1.2,
    "email": 1.2,
}
#: A heading names what follows and says nothing, and so do most lines without punctuation.
_HEADING_PENALTY = 0.7


def term_weights(asked: Asked, edition: int) -> Mapping[str, float]:
    """How telling the question's terms are: its own in full, those it leans on at a quarter."""
    language = detect_language(asked.question)
    leaned_on = lexical.idf_weights(edition, terms(subject(asked.searched, language)), language)
    if asked.searched == asked.question:
        return leaned_on
    own = lexical.idf_weights(edition, terms(subject(asked.question, language)), language)
    return {term: weight / 4 for term, weight in leaned_on.items()} | own


def scored_spans(
    found: Sequence[Hit],
    vector: np.ndarray | None,
    weights: Mapping[str, float],
    wants: frozenset[Wanted],
) -> list[list[Span]]:
    """The units of each passage, scored against all of them by meaning and by words."""
    cut = [lines_of_sentences(item.passage.text) for item in found]
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
    particular = wants & PARTICULARS
    units: list[list[Span]] = [[] for _ in found]
    for n, (i, number, text, whole, item) in enumerate(flat):
        kind = kind_of(text, whole=whole)
        said, language = f"{found[i].passage.heading}: {text}", found[i].source.locale
        has = offers(said, language)
        if particular:
            has |= particular & given_in(said, language)
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
    """Those of the sentences, or where they are not embedded (yet), of their passage."""
    counts = {
        item.passage.text_hash: sum(map(len, lines)) for item, lines in zip(found, cut, strict=True)
    }
    known = (
        {}
        if vector is None
        else embeddings_table.sentence_vectors(_model(found), counts, len(vector))
    )
    return [
        [item.cosine] * counts[item.passage.text_hash]
        if vector is None or (own := known.get(item.passage.text_hash)) is None
        else [float(cosine) for cosine in own @ vector]
        for item in found
    ]


def _model(found: Sequence[Hit]) -> str:
    ((model,),) = _MODEL.rows(found[0].passage.edition_id)
    return str(model)


_MODEL = CompiledQuery(lambda edition: Edition.objects.filter(pk=edition).values_list("model"))
