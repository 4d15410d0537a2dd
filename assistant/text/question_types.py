"""The closed class of question words: what a question asks for, and what is left to look for.

Question words stand in questions and hardly ever in what answers them, so they are no evidence;
but they tell whether a date, a number or a place is wanted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from assistant.text import dates, languages
from assistant.text.languages import Expressions, Language
from assistant.text.tokenizer import fold

#: What a question may want; the last three are of `assistant.text.typed_values`.
Wanted = Literal["time", "place", "number", "money", "telephone", "email"]

#: Words of a question among which is the one that asks.
_FIRST = 4


@lru_cache(maxsize=256)
def _pattern(words: Expressions, is_spaced: bool) -> re.Pattern[str]:
    # Longest first, so that "how many" is not taken for "how".
    alternatives = "|".join(sorted(words, key=len, reverse=True))
    bound = r"\b" if is_spaced else ""
    return re.compile(f"{bound}(?:{alternatives}){bound}", re.IGNORECASE)


def _has(words: Expressions, text: str, language: Language) -> bool:
    """Whether one of the language's words stands in the text."""
    return bool(words) and _pattern(words, language.is_spaced).search(text) is not None


def _matches(expressions: Expressions, text: str) -> bool:
    """Whether one of the language's expressions stands in the text."""
    return bool(expressions) and re.search("|".join(expressions), text, re.IGNORECASE) is not None


def wanted(question: str, language: str | None) -> frozenset[Wanted]:
    """Whether the question, in this language, asks for a time, a place, a number."""
    known = languages.get(language)
    found: set[Wanted] = set()
    if _has(known.questions.time, question, known):
        found.add("time")
    if _has(known.questions.place, question, known):
        found.add("place")
    if _has(known.questions.number, question, known):
        found.add("number")
    return frozenset(found)


def asks_for_a_date(question: str, language: str | None) -> bool:
    """Whether it asks for a day, a year or an hour by that name."""
    known = languages.get(language)
    return _has(known.questions.date, question, known)


def asks_who(question: str, language: str | None) -> bool:
    """Whether it asks who somebody is."""
    return _matches(languages.get(language).questions.who_is, question)


def asks_for_somebody(question: str, language: str | None) -> bool:
    """Whether it has a word that asks for a person."""
    return _matches(languages.get(language).questions.who, fold(question))


def opening(question: str, language: str | None) -> str:
    """Where a question has the word that asks: further on "when" means something else.

    All of it in languages that have that word anywhere.
    """
    anywhere = languages.get(language).questions.anywhere
    return question if anywhere else " ".join(question.split()[:_FIRST])


def subject(question: str, language: str | None) -> str:
    """The question without its question words; the whole question where nothing else is left."""
    known = languages.get(language)
    asked, text = known.questions, question
    for words in (asked.time, asked.place, asked.other, asked.number, asked.verbs):
        if words:
            text = _pattern(words, known.is_spaced).sub(" ", text)
    return text if any(char.isalnum() for char in text) else question


@lru_cache(maxsize=64)
def _months(code: str) -> re.Pattern[str]:
    """Month names of a language and English, as words may begin."""
    names = sorted(dates.month_names(code), key=len, reverse=True)
    # Some are two letters long and begin other words; an ending may follow.
    start = r"(?<!\w)" if languages.get(code).is_spaced else ""
    return re.compile(f"{start}(?:{'|'.join(map(re.escape, names))})", re.IGNORECASE)


#: Dates in figures, years that follow each other, and days as Chinese writes them.
_IN_FIGURES = (
    r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}|\d{4}\s?[-–/]\s?\d\d(?:\d\d)?|\d+\s*[年月日号]"
)


def without_dates(text: str, language: str) -> str:
    """The text without its dates, so that no day or year is taken for a count."""
    month = rf"{_months(language).pattern}\w*\.?"
    day = rf"\d*{dates.day()}"
    spoken = rf"(?:{day}\s*{dates.joint()})?{month}(?:,?\s*{dates.joint()}{day})?"
    return re.sub(f"{_IN_FIGURES}|{spoken}", " ", text, flags=re.IGNORECASE)


def offers(text: str, language: str) -> frozenset[Wanted]:
    """Which of what a question may want the text seems to have: a date, a figure, a place."""
    found: set[Wanted] = set()
    if re.search(r"\d", text):
        found.add("number")
        if _months(language).search(text) or re.search(r"\d\s*月|\d{4}-\d\d|\d:\d\d", text):
            found.add("time")
    known = languages.get(language)
    if _has(known.questions.place_labels, text, known):
        found.add("place")
    return frozenset(found)


def opens_as_question(text: str, language: str | None) -> bool:
    """Whether the text's first word is one that opens questions in this language."""
    known = languages.get(language)
    asked = known.questions
    start = text.lstrip(" ¿\"'«“(")
    found = (
        _pattern(words, known.is_spaced).match(start)
        for words in (asked.time, asked.place, asked.number, asked.other)
        if words
    )
    return any(match is not None and match[0].lower() not in asked.articles for match in found)
