"""Checks whether the passages that an answer cites support each of its statements.

A statement needs a sentence of similar meaning, in any language, by its vector and by its tokens,
and in the same language also common words. Its numbers, dated months and names must be in the
passages themselves, since a vector hardly changes with them. Refuses to know who wrote the answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from assistant.answering.citations import MARKER
from assistant.embedding import Embedder, QueryEmbedding, embedder, nearest_tokens
from assistant.exceptions import ProviderError
from assistant.index import embed_passages
from assistant.retrieval import Hit
from assistant.scoring import Measures, support_log_odds
from assistant.text import fold, languages, numbers, sentences, sentences_by_line, term_prefixes

UnsupportedPart = Literal["meaning", "number", "month", "name"]


#: An answer with more statements is rejected. Of the cited passages so many first sentences are
#: embedded and compared.
_MAX_STATEMENTS, _MAX_EMBEDDED = 24, 80
#: The least number of letters and digits in a statement: a list's heading or "Yes" has fewer.
_LEAST_CHARACTERS = 12
#: The least number of first letters that two forms of a name must share.
_LEAST_COMMON_LETTERS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A sentence of an answer, without markers, and the numbers of the passages that it cites."""

    text: str
    cites: frozenset[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """The numbers, months and words of a text, which can be compared exactly."""

    language: str
    values: frozenset[Decimal]
    months: frozenset[int]
    words: frozenset[str]
    beginnings: frozenset[str]


def statements(text: str) -> list[Statement]:
    """Return the statements of an answer.

    A sentence without marker cites what its line cites, and if that has no marker, what the whole
    answer cites.
    """
    all_cites = frozenset(int(number) for number in MARKER.findall(text))
    found = []
    for line in text.split("\n"):
        # Markers behind a full stop belong to the sentence before it.
        line = re.sub(r"([.!?…。！？؟။។।]+)((?:\s*\[\d{1,3}\])+)", r"\2\1", line)
        line_cites = frozenset(int(number) for number in MARKER.findall(line))
        for sentence in sentences(line):
            cites = frozenset(int(number) for number in MARKER.findall(sentence))
            sentence_text = plain_text(MARKER.sub("", sentence))
            if sum(char.isalnum() for char in sentence_text) >= _LEAST_CHARACTERS or re.search(
                r"\d", sentence_text
            ):
                found.append(Statement(text=sentence_text, cites=cites or line_cites or all_cites))
    return found


def plain_text(text: str) -> str:
    """Return a line of Markdown as plain text."""
    text = re.sub(r"^\s*(?:[-+*•]|\d{1,2}[.)]|#+|>)\s+", "", text)
    return " ".join(re.sub(r"\\(?=[!-/:-@\[-`{-~])|[*_`~]+", "", text).split())


def facts(text: str, language: str) -> Facts:
    """Return the numbers, dated months and words of a text in this language."""
    values = numbers.values(text, language)
    dated = numbers.months(text, language)
    return Facts(
        language=language,
        values=values,
        # A month may also be written as a number.
        months=dated | frozenset(int(n) for n in values if 1 <= n <= 12 and n == int(n)),
        words=frozenset(re.findall(r"\w+", fold(text))),
        beginnings=frozenset(term_prefixes(text)),
    )


def unsupported_fact(
    statement: str, language: str, passages: Sequence[Facts]
) -> UnsupportedPart | None:
    """Return whether a number, month or name of the statement is in none of the texts, or None.

    `language` is that of the statement, `passages` are the facts of the texts. Names are compared
    only with texts in the statement's language.
    """
    values = frozenset().union(*(facts.values for facts in passages))
    if numbers.missing(statement, language, values):
        return "number"
    if numbers.months(statement, language) - frozenset().union(
        *(facts.months for facts in passages)
    ):
        return "month"
    # Other languages write a name in other ways: "Türkiye", "Turquie", "Turkey".
    if any(item.language == language for item in passages):
        words = frozenset().union(*(facts.words for facts in passages))
        if any(not _occurs(name, words) for name in names_in(statement, language)):
            return "name"
    return None


def names_in(text: str, language: str) -> list[str]:
    """Return the capitalised words inside sentences; in a script without capitals, Latin words."""
    if languages.get(language).has_capital_nouns:
        return []
    words = list(re.finditer(r"[^\W\d_]+", text))
    cased = sum(unicodedata.category(char) in {"Lu", "Ll"} for char in text)
    letters = sum(char.isalpha() for char in text)
    if cased < letters / 2:
        return [word[0] for word in words if len(word[0]) >= 3 and word[0].isascii()]
    return [
        word[0]
        for word in words[1:]
        if len(word[0]) >= 3
        and word[0][0].isupper()
        and not re.search(r"[:;!?.…\"“«(]\s*$", text[: word.start()])
    ]


def _occurs(name: str, words: frozenset[str]) -> bool:
    """Return whether one of the words begins like the name, and so may be a form of it."""
    stem = fold(name)[: max(_LEAST_COMMON_LETTERS, len(name) * 2 // 3)]
    return any(word.startswith(stem) for word in words)


def unsupported(text: str, hits: Sequence[Hit], language: str) -> UnsupportedPart | None:
    """Return what makes the answer, in this language, unsupported; None if it is all supported.

    `hits` are the passages that it cites by their numbers, from 1. They are compared by the
    built-in embedding model, whichever model the index uses, because the weights are fitted to it.
    If it fails, words, numbers, months and names are compared.
    """
    answer_statements = statements(text)
    if len(answer_statements) > _MAX_STATEMENTS:
        return "meaning"
    cited_numbers = {
        number
        for statement in answer_statements
        for number in statement.cites
        if number <= len(hits)
    }
    passage_facts = {
        number: facts(
            f"{hits[number - 1].source.title}. {hits[number - 1].passage.heading}\n"
            f"{hits[number - 1].passage.text}",
            hits[number - 1].source.locale,
        )
        for number in cited_numbers
    }
    for statement in answer_statements:
        if missing_part := unsupported_fact(
            statement.text,
            language,
            [passage_facts[n] for n in statement.cites if n in passage_facts],
        ):
            return missing_part
    if not answer_statements:
        return None
    texts = {number: hits[number - 1].passage.text for number in sorted(cited_numbers)}
    model = _builtin_model()
    passages = _comparable_passages(texts, passage_facts, model)
    for statement in answer_statements:
        statement_embedding = _embed_statement(statement.text, model)
        if not any(
            support_log_odds(
                measures(statement.text, statement_embedding, passages[number]),
                same=language == passage_facts[number].language,
            )
            >= 0
            for number in statement.cites
            if number in passages
        ):
            return "meaning"
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparablePassage:
    """A passage prepared for comparison with statements.

    `vectors` are those of its sentences, float32, shape (sentences, dimensions), None without a
    model; `codes` are the token codes of each sentence.
    """

    facts: Facts
    vectors: np.ndarray | None = None
    codes: tuple[bytes, ...] = ()


def comparable_passage(
    facts: Facts, texts: Sequence[str], model: Embedder | None
) -> ComparablePassage:
    """Return a passage prepared for comparison, with its sentences, `texts`, embedded.

    They are embedded here, because the stored vectors include title and heading, which makes all
    sentences of a page so similar that a false statement passes.
    """
    if not texts or model is None or model.alignment is None:
        return ComparablePassage(facts=facts)
    try:
        vectors, codes = embed_passages(model, texts)
    except ProviderError:
        return ComparablePassage(facts=facts)
    return ComparablePassage(
        facts=facts, vectors=model.alignment.align_passages(vectors), codes=tuple(codes)
    )


def measures(
    statement: str, statement_embedding: QueryEmbedding | None, passage: ComparablePassage
) -> Measures:
    """Return the greatest similarity of a sentence of the passage, by its vector and by its tokens.

    Also the share of the statement's words that the passage has. `statement_embedding` is
    the statement embedded as a question.
    """
    words = _known_share(statement, passage.facts.beginnings)
    if statement_embedding is None or passage.vectors is None:
        return Measures(words=words)
    nearness = float((passage.vectors @ statement_embedding.aligned).max(initial=-1.0))
    if not passage.codes or statement_embedding.tokens is None:
        return Measures(nearness=nearness, words=words)
    tokens = [
        each
        for each in nearest_tokens(statement_embedding.tokens, passage.codes)
        if each is not None
    ]
    return Measures(nearness=nearness, tokens=max(tokens, default=None), words=words)


def _known_share(statement: str, known: frozenset[str]) -> float:
    """Return the share of the statement's words, by their beginnings, that are known."""
    prefixes = term_prefixes(statement)
    return sum(each in known for each in prefixes) / max(1, len(prefixes))


def _builtin_model() -> Embedder | None:
    try:
        return embedder("")
    except ProviderError:
        return None


def _comparable_passages(
    texts: Mapping[int, str], passage_facts: Mapping[int, Facts], model: Embedder | None
) -> dict[int, ComparablePassage]:
    remaining, passages = _MAX_EMBEDDED, {}
    for number, text in texts.items():
        lines = [each for line in sentences_by_line(text) for each in line][:remaining]
        remaining -= len(lines)
        passages[number] = comparable_passage(passage_facts[number], lines, model)
    return passages


def _embed_statement(statement: str, model: Embedder | None) -> QueryEmbedding | None:
    try:
        return model.embed_question(statement) if model else None
    except ProviderError:
        return None
