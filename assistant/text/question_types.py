"""Tells by its question words what a question asks for, and which of its words to search for.

Question words hardly ever occur in the answer, so they are not searched for; but they tell whether
a question asks for a date, a number or a place.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from assistant.text import dates, languages
from assistant.text.languages import Expression, Expressions, Language
from assistant.text.tokenizer import fold, tokens

#: What a question may ask for. `typed_values` detects the last three.
AnswerType = Literal["time", "place", "number", "money", "telephone", "email"]

#: Words to leave out of a question: its question words, or all that say nothing about its subject.
_Kind = Literal["question", "empty"]
_NOTHING = re.compile("(?!)")
#: Arabic vowels, which are seldom written.
_OPTIONAL_MARKS = re.compile("[\u064b-\u0652\u0670]")
#: A question word is looked for among so many first words of a question.
_HEAD_WORDS = 4


@lru_cache(maxsize=256)
def _pattern(words: Expressions, is_spaced: bool) -> re.Pattern[str]:
    """Return a regular expression for any of the words, whole where words have spaces."""
    # Longest first, so that "how many" is not taken for "how".
    alternatives = "|".join(sorted(words, key=len, reverse=True))
    if is_spaced:
        return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)
    # No part of a Khmer letter: behind this sign a letter is written below the one before it.
    return re.compile(f"(?<!\u17d2)(?:{alternatives})", re.IGNORECASE)


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
    """Return the question without the words that say nothing about its subject.

    These are question words, function words, and words that only ask, greet or thank. If nothing
    else would be left, only the question words go, and if that leaves nothing either, none.
    """
    for kind in ("empty", "question"):
        text = _without(kind, question, language)
        if any(char.isalnum() for char in text):
            return text
    return question


def content_words(question: str, language: str | None) -> tuple[str, ...]:
    """Return the question's words, folded and in order, that say something about its subject.

    Question words, function words, and words that only ask, greet or thank are left out; if there
    are no others, nothing is returned. In scripts without spaces a word is what stands between
    those that are left out.
    """
    return tuple(map(fold, written_content_words(question, language)))


def written_content_words(question: str, language: str | None) -> tuple[str, ...]:
    """Return the words of `content_words` as they are written."""
    return tuple(tokens(_without("empty", question, language)))


def _without(kind: _Kind, question: str, language: str | None) -> str:
    """Return the question without such words of its language."""
    entry = languages.get(language)
    text = _OPTIONAL_MARKS.sub("", unicodedata.normalize("NFC", question))
    # Who writes no accents writes none in these words either. In Vietnamese a word without its
    # accents is another word, so that accents count where there are some.
    also_folded = text.isascii() or entry.script != "Latin"
    return _words_to_leave_out(kind, entry, also_folded).sub(" ", text)


@lru_cache(maxsize=64)
def _words_to_leave_out(kind: _Kind, entry: Language, also_folded: bool) -> re.Pattern[str]:
    """Return a regular expression for a language's question words, or for all empty words."""
    known = entry.questions
    # All together, so that the longest comes first: "how many" before "how".
    words = [*known.time, *known.place, *known.other, *known.number, *known.verbs]
    if kind == "empty":
        empty = (*entry.vocabulary.function, *entry.vocabulary.request)
        words += [Expression(re.escape(word)) for word in empty]
    if also_folded:
        words += [Expression(fold(word)) for word in words]
    return _pattern(tuple(dict.fromkeys(words)), entry.is_spaced) if words else _NOTHING


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
