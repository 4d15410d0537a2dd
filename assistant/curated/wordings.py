"""A way to ask a question, and what two of them must share to be the same. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from assistant.text import asks_for_somebody, fold, subject, terms, wanted

#: Words that ask for a reason; for a time, a place, a number or somebody see `questions`.
_WHY = {
    "en": r"\bwhy\b",
    "fr": r"\bpourquoi\b",
    "es": r"\bpor que\b",
    "ar": r"\bلماذا\b",
    "zh": "为什么|为何",
    "ru": r"\b(?:почему|зачем)\b",
    "tr": r"\b(?:neden|nicin|niye)\b",
    "th": "ทำไม|เหตุใด|เพราะอะไร",
    "vi": r"\b(?:tai sao|vi sao)\b",
    "id": r"\b(?:mengapa|kenapa)\b",
    "km": "ហេតុអ្វី",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A wording and all of it that is compared; `key` finds its vector.

    `asks` is what it asks for ("time", "who"), `names` its words in Latin letters that are
    written with a capital, and all of them where the rest is in another script.
    """

    text: str
    key: str
    plain: str
    language: str
    numbers: frozenset[str]
    asks: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]
    latin: bool


@lru_cache(maxsize=4096)
def wording(text: str, language: str) -> Wording:
    """The wording of a text in a language, of which only the part before a hyphen counts."""
    code = language.split("-")[0]
    folded = fold(text)
    asks: set[str] = set(wanted(text, code))
    if asks_for_somebody(text, code):
        asks.add("who")
    if code in _WHY and re.search(_WHY[code], folded):
        asks.add("why")
    letters = [char for char in text if char.isalpha()]
    latin = sum(char.isascii() or "LATIN" in unicodedata.name(char, "") for char in letters)
    mostly_latin = latin > 0.5 * len(letters)
    return Wording(
        text=text,
        key=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        plain=" ".join(re.findall(r"\w+", folded)),
        language=code,
        numbers=frozenset(str(int(number)) for number in re.findall(r"\d{1,40}", folded)),
        asks=frozenset(asks),
        names=_names(text, mostly_latin),
        words=frozenset(term for term in terms(subject(text, code)) if not term.isdigit()),
        latin=mostly_latin,
    )


def wordings(question: str, others: str, language: str) -> list[Wording]:
    """All wordings of an answer: its question, and the others, one a line."""
    lines = [question, *others.splitlines()]
    found = (wording(" ".join(line.split()), language) for line in lines)
    return [one for one in found if one.plain]


def may_agree(question: Wording, known: Wording) -> bool:
    """Whether nothing tells the two apart but their meaning, which vectors compare.

    Numbers must be the same ("in 2023" is not "in 2024"), and what is asked for ("when" is not
    "where"). In one language each must name what the other names; a question in another script
    must name what it has in Latin letters, as those are seldom translated.
    """
    if question.numbers != known.numbers or question.asks != known.asks:
        return False
    if question.language == known.language:
        # A word that each has and the other lacks may be the very thing that is asked about.
        return question.names == known.names and not (
            question.words - known.words and known.words - question.words
        )
    if question.latin and known.latin:
        return True
    if known.latin:
        return question.names <= _latin_words(known.text)
    return known.names <= _latin_words(question.text) if question.latin else True


def _names(text: str, mostly_latin: bool) -> frozenset[str]:
    """Words with a capital, but for the first; all Latin words where they are the exception."""
    if not mostly_latin:
        return _latin_words(text)
    found = re.findall(r"[^\W\d_]+", text)
    return frozenset(
        fold(word)[:6]
        for place, word in enumerate(found)
        if len(word) > 1 and (word.isupper() or (place and word[0].isupper()))
    )


def _latin_words(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in re.findall(r"[a-z]{2,}", fold(text)))
