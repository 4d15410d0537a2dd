"""Whether what an answer says stands in the passages that it cites.

A statement needs a sentence near to it in meaning, in whatever language, and its numbers, dated
months and names must stand in what it cites: of those, a near meaning says nothing. Refuses to
know who wrote the answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from assistant import numbers
from assistant.analysis import fold
from assistant.answering.citations import MARKER
from assistant.editions import embedder_of
from assistant.exceptions import ProviderError
from assistant.found import Found
from assistant.models import Edition
from assistant.providers import Embedder
from assistant.sentences import lines_of_sentences, sentences

Lacking = Literal["meaning", "number", "month", "name"]

#: The least cosine of a statement and the nearest sentence of what it cites, in its language and in
#: another. Measured by `tests/benchmarks/claims.py` on six articles of XQuAD in English, Turkish,
#: Thai and Chinese, with the comparison of numbers, months and names: where refusals of true
#: statements and acceptances of false ones, true of another paragraph of the same article, are about
#: equally frequent: .132 and .152 in the same language, .168 and .117 across languages. Statements
#: about another subject are farther off: 95 in a hundred lie below .87 and .80. Across languages an
#: exchanged name is often not noticed.
NEAR, NEAR_ACROSS = 0.87, 0.81
#: Statements that are judged, and sentences embedded for it: an answer with more is not believed,
#: and of passages with more, those that come first are compared.
_MOST_STATEMENTS, _MOST_EMBEDDED = 24, 80
#: Letters that a statement has at least: less is a list's heading or "Yes".
_SHORTEST = 12
#: Letters at the beginning by which two forms of a name are the same.
_STEM = 4
#: Languages that write all nouns with a capital letter.
_CAPITAL_NOUNS = {"de", "lb"}


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
    if language.split("-")[0] in _CAPITAL_NOUNS:
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


def unsupported(text: str, found: Sequence[Found], language: str) -> Lacking | None:
    """Why the answer, in this language, is not believed; None where all of it is supported.

    `found` are the passages by their numbers from 1. While the embedding model is down, only
    numbers, months and names are compared.
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
    try:
        nearest = _nearness(said, found, language)
    except ProviderError:
        return None
    return None if all(above >= 0 for above in nearest) else "meaning"


def near(said: str, cited: str) -> float:
    """The least cosine of statements in one language and sentences in another."""
    return NEAR if said == cited else NEAR_ACROSS


def _nearness(said: Sequence[Statement], found: Sequence[Found], language: str) -> list[float]:
    """How far above what it must be the cosine is of each statement and the nearest sentence that
    it cites. Raises ProviderError.
    """
    if not said:
        return []
    edition = Edition.objects.get(pk=found[0].passage.edition_id)
    model = embedder_of(edition)
    pairs = [
        (i, number) for i, one in enumerate(said) for number in one.cites if number <= len(found)
    ]
    distinct = list(dict.fromkeys(one.text for one in said))
    vectors = dict(zip(distinct, model.passages(distinct), strict=True)) if distinct else {}
    sources = _sentence_vectors({n for _, n in pairs}, found, model)
    nearest = [-1.0] * len(said)
    for i, n in pairs:
        least = near(language, found[n - 1].source.locale)
        nearest[i] = max(
            nearest[i], float((sources[n] @ vectors[said[i].text]).max(initial=-1.0)) - least
        )
    return nearest


def _sentence_vectors(
    wanted: set[int], found: Sequence[Found], model: Embedder
) -> dict[int, np.ndarray]:
    """The vectors of the sentences of passages by their number. Raises ProviderError.

    Embedded anew: the stored ones are headed by what they stand under, and that alone makes any
    two sentences of a page so alike that a false one passes.
    """
    units = [
        (n, sentence)
        for n in sorted(wanted)
        for line in lines_of_sentences(found[n - 1].passage.text)
        for sentence in line
    ][:_MOST_EMBEDDED]
    vectors = model.passages([text for _, text in units])
    return {n: vectors[[i for i, (of, _) in enumerate(units) if of == n]] for n in wanted}
