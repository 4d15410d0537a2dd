"""A search that has begun: the question is being embedded, and its words have been looked up.

Both take about as long, and neither needs the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.embedding import QueryEmbedding
from assistant.embedding.onnx import unit
from assistant.index import dense as vectors
from assistant.index import editions, embeddings_table, lexical
from assistant.models import Edition
from assistant.retrieval.hits import PublicRow, public_rows
from assistant.retrieval.query_embedding import ask
from assistant.retrieval.query_expansion import other_names
from assistant.text import detect_language, subject, terms

#: Candidates from each language's dense index.
_DENSE = 20
#: Candidates from the lexical index over all languages, and how many passages are known by how many
#: of the question's words they have.
_LEXICAL, _COUNTED = 40, 100
#: Candidates by the names of the question's terms in other languages.
_BY_NAMES = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class WordMatches:
    """What a question's words say: how telling each is, which passages have them, and the share of
    them that each has. `rows` are those of the passages that are public, `vectors` theirs
    by text hash.
    """

    weights: Mapping[str, float]
    passages: frozenset[int]
    shares: Mapping[int, float]
    rows: Sequence[PublicRow]
    vectors: Mapping[str, np.ndarray]


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingSearch:
    """A search for a question in one edition.

    `language` is the question's, where it can be told; `embedded` waits for its vector, which is
    None while the embedding model is down, and `near` for the passages near to that.
    """

    question: str
    edition: Edition
    language: str | None
    embedded: Callable[[], QueryEmbedding | None]
    near: Callable[[], Iterable[tuple[int, float]]]
    words: WordMatches

    def vector(self) -> np.ndarray | None:
        """The question's vector of length 1, where it is embedded."""
        asked = self.embedded()
        return asked.vector if asked else None


def start_search(question: str) -> PendingSearch:
    """Begin to search. Raises ProviderError where there is neither an index nor a model."""
    edition = editions.in_force()
    search = vectors.asking(edition, _DENSE)
    asked: list[Callable[[], Iterable[tuple[int, float]]]] = []
    embedded = ask(question, edition, lambda each: asked.append(search(unit(each.aligned))))
    language = detect_language(question)
    return PendingSearch(
        question=question,
        edition=edition,
        language=language,
        embedded=embedded,
        near=lambda: asked[0]() if embedded() else (),
        words=_words(edition, question, language),
    )


def _words(edition: Edition, question: str, language: str | None) -> WordMatches:
    words = subject(question, language)
    counts = lexical.counts(words)
    most = lexical.most(words, counts)
    found = lexical.search(edition.pk, words, _COUNTED, counts)
    first = [passage for passage, _ in found[:_LEXICAL]]
    if names := other_names(question, language):
        # They bring passages in, which are then measured like all others. Their words count for
        # nothing: a long name would outweigh the question.
        first += [passage for passage, _ in lexical.search(edition.pk, names, _BY_NAMES)]
    rows = public_rows(first)
    return WordMatches(
        weights=lexical.weights(edition.pk, terms(words), language, counts),
        passages=frozenset(first),
        shares={passage: score / most for passage, score in found},
        rows=rows,
        vectors=embeddings_table.passages(edition.model, (row.text_hash for row in rows)),
    )
