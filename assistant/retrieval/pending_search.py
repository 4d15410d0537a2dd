"""Starts a search: looks up a question's words while another thread embeds the question.

Both take about as long, and neither needs the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.embedding import QueryEmbedding, unit_vectors
from assistant.index import dense, editions, embeddings_table, lexical
from assistant.models import Edition
from assistant.retrieval.passage_rows import PublicRow, public_rows
from assistant.retrieval.query_embedding import start as start_embedding
from assistant.retrieval.query_translation import site_names, translations
from assistant.text import (
    Alternatives,
    default_language,
    detect_language,
    fold,
    synonyms,
    terms,
    tokens,
    without_question_words,
)

#: Number of candidates from each language's vectors.
_DENSE_PER_LANGUAGE = 20
#: Number of candidates by words, over all languages, and for how many passages the score by words
#: is kept: passages found by their vectors may have words of the question too.
_LEXICAL_CANDIDATES, _SCORED_BY_WORDS = 40, 100
#: Number of candidates by the names that the question's terms have in other languages, and by its
#: words together with their synonyms.
_MORE_CANDIDATES = 20
#: Most characters of names and synonyms that are searched for.
_MAX_CHARACTERS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class WordMatches:
    """The result of looking up a question's words.

    `weights` has the inverse document frequency of each term, and `synonyms` what may stand for it.
    `passages` are the candidates, and
    `shares` the BM25 scores of passages as shares of what all words of the question are worth.
    `rows` are those of the candidates that are public, and `vectors` their vectors by text hash,
    float32, shape (dimensions,).
    """

    weights: Mapping[str, float]
    synonyms: Mapping[str, Alternatives]
    passages: frozenset[int]
    shares: Mapping[int, float]
    rows: Sequence[PublicRow]
    vectors: Mapping[str, np.ndarray]


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingSearch:
    """A search in one edition that has been started.

    `language` is the question's, or None if it can't be told. `embedded` waits for the question's
    embedding, which is None while the embedding model is down. `near` waits for the passages
    nearest to it, as ids and cosines.
    """

    question: str
    edition: Edition
    language: str | None
    embedded: Callable[[], QueryEmbedding | None]
    near: Callable[[], Iterable[tuple[int, float]]]
    words: WordMatches

    def vector(self) -> np.ndarray | None:
        """Return the question's unit vector, shape (dimensions,), or None if there is no model."""
        asked = self.embedded()
        return asked.vector if asked else None


def start_search(question: str) -> PendingSearch:
    """Start a search for a question.

    Raises ProviderError if there is neither an index nor a model.
    """
    edition = editions.current()
    start_dense_search = dense.prepare_search(edition, _DENSE_PER_LANGUAGE)
    started: list[Callable[[], Iterable[tuple[int, float]]]] = []

    def on_ready(embedding: QueryEmbedding) -> None:
        started.append(start_dense_search(unit_vectors(embedding.aligned)))

    embedded = start_embedding(question, edition, on_ready)
    language = detect_language(question)
    return PendingSearch(
        question=question,
        edition=edition,
        language=language,
        embedded=embedded,
        near=lambda: started[0]() if embedded() else (),
        words=_words(edition, question, language),
    )


def _words(edition: Edition, question: str, language: str | None) -> WordMatches:
    """Look up the question's words."""
    words = without_question_words(question, language)
    counts = lexical.term_counts(words)
    most = lexical.best_possible_score(words, counts)
    found = lexical.search(edition.pk, words, _SCORED_BY_WORDS, counts)
    first = [passage for passage, _ in found[:_LEXICAL_CANDIDATES]]
    shares = {passage: score / most for passage, score in found}
    for passage, share in _translated_shares(edition, words, language).items():
        first.append(passage)
        shares[passage] = max(share, shares.get(passage, 0))
    alike = synonyms(words, language)
    others = {term for each in alike.values() for other in each for term in other}
    # Names and synonyms only add candidates, which are then scored like all others. Their words
    # don't count in the score, because a long name would outweigh the question.
    more = [
        " ".join(name for names in site_names(question, language).values() for name in names),
        f"{words} {' '.join(sorted(others))}" if others else "",
    ]
    for text in filter(None, more):
        found = lexical.search(edition.pk, text[:_MAX_CHARACTERS], _MORE_CANDIDATES)
        first += [passage for passage, _ in found]
    rows = public_rows(first)
    return WordMatches(
        weights=lexical.idf_weights(edition.pk, terms(words), language, counts),
        synonyms=alike,
        passages=frozenset(first),
        shares=shares,
        rows=rows,
        vectors=embeddings_table.passage_vectors(edition.model, (row.text_hash for row in rows)),
    )


def _translated_shares(edition: Edition, words: str, language: str | None) -> dict[int, float]:
    """Return the passages that have a question's words in the site's first language.

    Each with its BM25 score as a share of what all words of the question are worth, of which those
    without a translation count as not found.
    """
    target = default_language()
    if language in {None, target}:
        return {}
    translated = translations(words, language, target)
    text = " ".join(name for names in translated.values() for name in names)
    if not text:
        return {}
    counts = lexical.term_counts(text)
    most = sum(
        max(lexical.best_possible_score(name, counts) for name in names)
        for names in translated.values()
    )
    known = sum(len(word) for phrase in translated for word in tokens(phrase))
    known_share = min(known / max(sum(map(len, tokens(fold(words)))), 1), 1)
    found = lexical.search(edition.pk, text, _MORE_CANDIDATES, counts)
    return {passage: min(score / most, 1) * known_share for passage, score in found}
