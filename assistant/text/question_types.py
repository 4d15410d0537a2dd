"""Tells by its question words what a question asks for, and which of its words to search for.

Question words hardly ever occur in the answer, so they are not searched for; but they tell whether
a question asks for a date, a number or a place.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from assistant.text import dates, languages
from assistant.text.languages import Expressions, Language
from assistant.text.tokenizer import fold

#: What a question may ask for. `typed_values` detects the last three.
AnswerType = Literal["time", "place", "number", "money", "telephone", "email"]

#: A question word is looked for among so many first words of a question.
_HEAD_WORDS = 4


@lru_cache(maxsize=256)
def _pattern(words: Expressions, is_spaced: bool) -> re.Pattern[str]:
    """Return a regular expression for any of the words, whole where words have spaces."""
    # Longest first, so that "how many" is not taken for "how".
    alternatives = "|".join(sorted(words, key=len, reverse=True))
    bound = r"\b" if is_spaced else ""
    return re.compile(f"{bound}(?:{alternatives}){bound}", re.IGNORECASE)


def _contains_word(words: Expressions, text: str, language: Language) -> bool:
    """Return whether the text contains one of the words of this language."""
    return bool(words) and _pattern(words, language.is_spaced).search(text) is not None


def expected_types(question: str, language: str | None) -> frozenset[AnswerType]:
    """Return which of time, place and number the question, in this language, asks for."""
    entry = languages.get(language)
    found: set[AnswerType] = set()
    if _contains_word(entry.questions.time, question, entry):
        found.add("time")
    if _contains_word(entry.questions.place, question, entry):
        found.add("place")
    if _contains_word(entry.questions.number, question, entry):
        found.add("number")
    return frozenset(found)


def asks_for_date(question: str, language: str | None) -> bool:
    """Return whether the question asks for a day, a year or an hour by one of these words."""
    entry = languages.get(language)
    return _contains_word(entry.questions.date, question, entry)


def asks_who(question: str, language: str | None) -> bool:
    """Return whether the question asks who one person is, as "Who is the director?" does."""
    return languages.matches(languages.get(language).questions.who_is, question)


def asks_for_person(question: str, language: str | None) -> bool:
    """Return whether the question has a word that asks for people, such as "who"."""
    return languages.matches(languages.get(language).questions.who, fold(question))


def question_head(question: str, language: str | None) -> str:
    """Return the part of a question in which a question word asks for something.

    These are its first words, since "when" has another meaning further on. In languages that have
    the question word anywhere it is the whole question.
    """
    anywhere = languages.get(language).questions.anywhere
    return question if anywhere else " ".join(question.split()[:_HEAD_WORDS])


def without_question_words(question: str, language: str | None) -> str:
    """Return the question without its question words, or as it is if nothing else would be left."""
    entry = languages.get(language)
    questions, text = entry.questions, question
    for words in (
        questions.time,
        questions.place,
        questions.other,
        questions.number,
        questions.verbs,
    ):
        if words:
            text = _pattern(words, entry.is_spaced).sub(" ", text)
    return text if any(char.isalnum() for char in text) else question


@lru_cache(maxsize=64)
def _months(code: str) -> re.Pattern[str]:
    """Return a regular expression for the month names of a language and English.

    It matches the beginning of a word, since endings may follow.
    """
    names = sorted(dates.month_names(code), key=len, reverse=True)
    # Only at the beginning of a word, because some names have only two letters.
    start = r"(?<!\w)" if languages.get(code).is_spaced else ""
    return re.compile(f"{start}(?:{'|'.join(map(re.escape, names))})", re.IGNORECASE)


#: Dates in figures, spans of years, and dates in Chinese.
_DATES_IN_FIGURES = (
    r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}|\d{4}\s?[-–/]\s?\d\d(?:\d\d)?|\d+\s*[年月日号]"
)


def without_dates(text: str, language: str) -> str:
    """Return the text without its dates, so that no day or year is taken for a count."""
    month = rf"{_months(language).pattern}\w*\.?"
    day, of = rf"\d*{dates.day_pattern()}", dates.connector_pattern()
    spoken = rf"(?:{day}\s*{of})?{month}(?:,?\s*{of}{day})?"
    return re.sub(f"{_DATES_IN_FIGURES}|{spoken}", " ", text, flags=re.IGNORECASE)


def types_in(text: str, language: str) -> frozenset[AnswerType]:
    """Return which of time, number and place the text, in this language, seems to contain."""
    found: set[AnswerType] = set()
    if re.search(r"\d", text):
        found.add("number")
        if _months(language).search(text) or re.search(r"\d\s*月|\d{4}-\d\d|\d:\d\d", text):
            found.add("time")
    entry = languages.get(language)
    if _contains_word(entry.questions.place_labels, text, entry):
        found.add("place")
    return frozenset(found)


def has_question_word(text: str, language: str | None) -> bool:
    """Return whether the text has a word anywhere that asks for something or for somebody."""
    entry = languages.get(language)
    questions = entry.questions
    words = (*questions.time, *questions.place, *questions.number, *questions.other)
    found = _pattern(words, entry.is_spaced).finditer(text) if words else ()
    return asks_for_person(text, language) or any(
        match[0].lower() not in questions.articles for match in found
    )


def begins_like_question(text: str, language: str | None) -> bool:
    """Return whether the text begins with a word that begins questions in this language."""
    entry = languages.get(language)
    questions = entry.questions
    start = text.lstrip(" ¿\"'«“(")
    found = (
        _pattern(words, entry.is_spaced).match(start)
        for words in (questions.time, questions.place, questions.number, questions.other)
        if words
    )
    return any(match is not None and match[0].lower() not in questions.articles for match in found)
