"""Whether what an answer says stands in the passages that it cites.

A statement needs a sentence near to it in meaning, in whatever language, as a whole and token by
token, and in the same language words of it; its numbers, dated months and names must stand in what
it cites: of those, a near meaning says nothing. Refuses to know who wrote the answer.
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
from assistant.text import beginnings, fold, languages, lines_of_sentences, numbers, sentences

Lacking = Literal["meaning", "number", "month", "name"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weights:
    """What each measure of a statement weighs, in log-odds."""

    nearness: float
    tokens: float
    words: float
    constant: float


#: Logistic regressions fitted by `tests/benchmarks/claims.py` on ten articles of XQuAD in English,
#: Turkish, Thai and Chinese. The constant is where, together with the comparison of numbers, months
#: and names, true statements refused and false ones accepted, which are true of another paragraph
#: of the same article, are equally frequent.
_SAME = _Weights(nearness=46.37, tokens=21.54, words=14.43, constant=-44.75)
_OTHER = _Weights(nearness=22.57, tokens=36.01, words=0.0, constant=-26.56)
#: The same for models whose tokens are not known.
_SAME_NEARNESS = _Weights(nearness=88.05, tokens=0.0, words=16.17, constant=-64.60)
_OTHER_NEARNESS = _Weights(nearness=74.63, tokens=0.0, words=0.0, constant=-47.44)
#: The share of the statement's words alone: where the embedded model does not work.
_WORDS = _Weights(nearness=0.0, tokens=0.0, words=18.0, constant=-6.55)
#: Statements that are judged, and sentences embedded for it: an answer with more is not believed,
#: and of passages with more, those that come first are compared.
_MOST_STATEMENTS, _MOST_EMBEDDED = 24, 80
#: Letters that a statement has at least: less is a list's heading or "Yes".
_SHORTEST = 12
#: Letters at the beginning by which two forms of a name are the same.
_STEM = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A sentence of an answer, without markers, and the numbers of the passages that it cites."""

    text: str
    cites: frozenset[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What of a text can be compared with certainty."""

    language: str
    values: frozenset[Decimal]
    months: frozenset[int]
    words: frozenset[str]
    beginnings: frozenset[str]


def statements(text: str) -> list[Statement]:
    """The sentences that say something; one without marker cites what its line cites, or all."""
    everything = frozenset(int(number) for number in MARKER.findall(text))
    found = []
    for line in text.split("\n"):
        # A marker belongs to the sentence that it stands behind, also behind its full stop.
        line = re.sub(r"([.!?…。！？؟။។।]+)((?:\s*\[\d{1,3}\])+)", r"\2\1", line)
        whole = frozenset(int(number) for number in MARKER.findall(line))
        for sentence in sentences(line):
            cites = frozenset(int(number) for number in MARKER.findall(sentence))
            said = plain(MARKER.sub("", sentence))
            if sum(char.isalnum() for char in said) >= _SHORTEST or re.search(r"\d", said):
                found.append(Statement(text=said, cites=cites or whole or everything))
    return found


def plain(text: str) -> str:
    """A line of Markdown as its words."""
    text = re.sub(r"^\s*(?:[-+*•]|\d{1,2}[.)]|#+|>)\s+", "", text)
    return " ".join(re.sub(r"\\(?=[!-/:-@\[-`{-~])|[*_`~]+", "", text).split())


def facts(text: str, language: str) -> Facts:
    """The numbers, dated months and words of a text in this language."""
    known = numbers.values(text, language)
    dated = numbers.months(text, language)
    return Facts(
        language=language,
        values=known,
        # A month may also be written as a number.
        months=dated | frozenset(int(n) for n in known if 1 <= n <= 12 and n == int(n)),
        words=frozenset(re.findall(r"\w+", fold(text))),
        beginnings=frozenset(beginnings(text)),
    )


def lacks(said: str, language: str, known: Sequence[Facts]) -> Lacking | None:
    """What of a statement in this language stands in none of the texts: a number, month or name."""
    values = frozenset().union(*(facts.values for facts in known))
    if numbers.missing(said, language, values):
        return "number"
    if numbers.months(said, language) - frozenset().union(*(facts.months for facts in known)):
        return "month"
    # Across languages a name is written as the language has it: "Türkiye", "Turquie", "Turkey".
    if any(item.language == language for item in known):
        words = frozenset().union(*(facts.words for facts in known))
        if any(not _stands(name, words) for name in names(said, language)):
            return "name"
    return None


def names(text: str, language: str) -> list[str]:
    """Words with a capital letter inside a sentence; in a script without capitals, Latin words."""
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


def _stands(name: str, words: frozenset[str]) -> bool:
    stem = fold(name)[: max(_STEM, len(name) * 2 // 3)]
    return any(word.startswith(stem) for word in words)


def unsupported(text: str, found: Sequence[Hit], language: str) -> Lacking | None:
    """Why the answer, in this language, is not believed; None where all of it is supported.

    `found` are the passages by their numbers from 1. They are compared by the embedded model,
    whichever the index is made with: what its nearness is worth is known. Where it does not work,
    words, numbers, months and names are compared.
    """
    said = statements(text)
    if len(said) > _MOST_STATEMENTS:
        return "meaning"
    cited = {number for one in said for number in one.cites if number <= len(found)}
    known = {
        number: facts(
            f"{found[number - 1].source.title}. {found[number - 1].passage.heading}\n"
            f"{found[number - 1].passage.text}",
            found[number - 1].source.locale,
        )
        for number in cited
    }
    for one in said:
        if lack := lacks(one.text, language, [known[n] for n in one.cites if n in known]):
            return lack
    if not said:
        return None
    texts = {number: found[number - 1].passage.text for number in sorted(cited)}
    model = _model()
    passages = _passages(texts, known, model)
    for one in said:
        asked = _asked(one.text, model)
        if not any(
            support(
                measures(one.text, asked, passages[number]),
                same=language == known[number].language,
            )
            >= 0
            for number in one.cites
            if number in passages
        ):
            return "meaning"
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """A passage as statements are compared with it; without vectors where no model works."""

    facts: Facts
    vectors: np.ndarray | None = None
    codes: tuple[bytes, ...] = ()


def cited(facts: Facts, texts: Sequence[str], model: Embedder | None) -> Cited:
    """A passage by its sentences.

    They are embedded anew: the stored vectors are headed by what the sentences stand under, and
    that alone makes any two of a page so alike that a false statement passes.
    """
    if not texts or model is None or model.alignment is None:
        return Cited(facts=facts)
    try:
        vectors, codes = embed_passages(model, texts)
    except ProviderError:
        return Cited(facts=facts)
    return Cited(facts=facts, vectors=model.alignment.align_passages(vectors), codes=tuple(codes))


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """How near a passage is to a statement; None where that is not known."""

    nearness: float | None = None
    tokens: float | None = None
    words: float = 0.0


def measures(said: str, asked: QueryEmbedding | None, passage: Cited) -> Measures:
    """Of the passage's sentences how near the nearest is, as a whole and by its tokens.

    `asked` is the statement as the model embeds a question.
    """
    words = _share(said, passage.facts.beginnings)
    if asked is None or passage.vectors is None:
        return Measures(words=words)
    nearness = float((passage.vectors @ asked.aligned).max(initial=-1.0))
    if not passage.codes or asked.tokens is None:
        return Measures(nearness=nearness, words=words)
    tokens = [each for each in nearest_tokens(asked.tokens, passage.codes) if each is not None]
    return Measures(nearness=nearness, tokens=max(tokens, default=None), words=words)


def support(measured: Measures, *, same: bool) -> float:
    """How likely it is that a passage, in the same language or not, says what a statement does, as
    log-odds.
    """
    if measured.nearness is None:
        # Across languages words can't be compared: what facts there are have been.
        return _WORDS.words * measured.words + _WORDS.constant if same else 0.0
    if measured.tokens is None:
        weights = _SAME_NEARNESS if same else _OTHER_NEARNESS
    else:
        weights = _SAME if same else _OTHER
    return (
        weights.nearness * measured.nearness
        + weights.tokens * (measured.tokens or 0.0)
        + weights.words * measured.words
        + weights.constant
    )


def _share(said: str, known: frozenset[str]) -> float:
    own = beginnings(said)
    return sum(each in known for each in own) / max(1, len(own))


def _model() -> Embedder | None:
    try:
        return embedder("")
    except ProviderError:
        return None


def _passages(
    texts: Mapping[int, str], known: Mapping[int, Facts], model: Embedder | None
) -> dict[int, Cited]:
    left, found = _MOST_EMBEDDED, {}
    for number, text in texts.items():
        lines = [each for line in lines_of_sentences(text) for each in line][:left]
        left -= len(lines)
        found[number] = cited(known[number], lines, model)
    return found


def _asked(said: str, model: Embedder | None) -> QueryEmbedding | None:
    try:
        return model.embed_question(said) if model else None
    except ProviderError:
        return None
