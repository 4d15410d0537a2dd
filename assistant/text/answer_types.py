"""Decides whether quoted text can be the answer to a question for a number, a date or a name.

A text without any number doesn't answer "how many", however similar it is to the question. What
can't be detected, such as a name in Arabic, which has no capitals, is assumed to be present.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assistant.text import dates, languages, numbers
from assistant.text.question_types import (
    asks_for_date,
    asks_for_person,
    asks_who,
    expected_types,
    question_head,
    types_in,
    without_dates,
)
from assistant.text.tokenizer import fold, term_prefixes
from assistant.text.typed_values import expected_value_types, value_types_in

#: Numbers that are hardly ever a count, because they look like years; numbers that may be a year.
_LIKELY_YEARS, _POSSIBLE_YEARS = range(1900, 2100), range(1000, 2200)
#: A Creative Commons licence, whose version number is no count: "CC BY 4.0".
_LICENCE = re.compile(r"\bCC[ -](?:BY|0)[A-Z-]*(?: \d\.\d)?(?: [A-Z]{2,4})?")
#: A capitalised word inside a sentence: a name, in scripts that have capitals. Behind a full stop a
#: capital means nothing, and a word of capitals only is an abbreviation.
_NAME = re.compile(r"(?<=[\w,] )[^\W\d_][^\W\d_]")
#: An apostrophe inside a word: it separates a name from its ending, or an article from its word.
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_PUNCTUATION = '.,;:!?()"«»“”…'


class Quote(NamedTuple):
    """A quotation with its heading, its language, and the whole text of its passage with title."""

    text: str
    language: str
    passage_text: str


def can_answer(question: str, language: str | None, quotes: Sequence[Quote]) -> bool:
    """Return whether one of the quotes can contain what the question asks for.

    That quote's passage must contain every name of the question that any of the quotes' passages
    contains: a date from one page and the course it is asked for from another are no answer. If all
    quotes are in the question's language and none contains any of its names, they are no answer
    either. In another language names may be written differently, so this is not required there.
    """
    code = (language or "").split("-")[0]
    answers, required = _answer_test(question, code)
    if answers is None and not asks_for_person(question_head(question, code), code):
        return True
    name_words = _names_in(question, code)
    names = {term for word in name_words for term in term_prefixes(word)}
    # A dictionary, since several quotes may be from one passage.
    names_by_passage = {
        text: names & set(term_prefixes(text)) for text in {each.passage_text for each in quotes}
    }
    names_found = frozenset[str]().union(*names_by_passage.values())
    # An abbreviation doesn't count as a name here, because texts may write it out.
    has_name = any(not word.isupper() for word in name_words)
    foreign = any(each.language.split("-")[0] != code for each in quotes)
    if has_name and not names_found and not foreign:
        return False
    if answers is None:
        return True
    answering = [names_by_passage[quote.passage_text] for quote in quotes if answers(quote)]
    return names_found in answering if answering else not required


def _answer_test(question: str, code: str) -> tuple[Callable[[Quote], bool] | None, bool]:
    """Return a test of whether a quote has what is asked for, and whether some quote must pass it.

    The test is None for a question that asks for nothing of a kind that can be tested.
    """
    head, question_numbers = question_head(question, code), numbers.values(question, code)
    expected = expected_types(head, code)
    if value_types := expected_value_types(question, code):
        return lambda quote: value_types <= value_types_in(quote.text, quote.language), True
    if "number" in expected:
        return lambda quote: _has_count(quote, question_numbers), True
    if asks_for_date(head, code):
        return lambda quote: _has_date(quote, question_numbers), True
    if "time" in expected:
        # Not required: the answer may be "at night", "after the test" or "when it rains".
        return (
            lambda quote: _has_count(quote, question_numbers) or _has_date(quote, question_numbers),
            False,
        )
    return (
        ((lambda quote: _has_name(quote.text)), True) if asks_who(question, code) else (None, False)
    )


def _names_in(question: str, code: str) -> list[str]:
    """Return the question's capitalised words without endings, but not its first word.

    The first word counts where the language separates endings from names by an apostrophe, as
    Turkish does, and it has one: then it is a name.
    """
    entry = languages.get(code)
    if entry.has_capital_nouns:
        return []
    apostrophe = entry.writing.apostrophe_before_endings
    words = [
        _APOSTROPHE.split(word)[0].strip(_PUNCTUATION)
        for place, word in enumerate(question.split())
        if word[0].isupper() and (place or (apostrophe and _APOSTROPHE.search(word)))
    ]
    polite = re.compile("|".join(entry.writing.polite))
    return [word for word in words if len(word) > 1 and not polite.fullmatch(fold(word))]


def _has_count(quote: Quote, question_numbers: frozenset[Decimal]) -> bool:
    """Return whether the quote has a number that is not in the question, and no year or date."""
    text = without_dates(_LICENCE.sub(" ", quote.text), quote.language)
    others = numbers.values(text, quote.language) - question_numbers
    return any(number not in _LIKELY_YEARS for number in others)


def _has_date(quote: Quote, question_numbers: frozenset[Decimal]) -> bool:
    """Return whether the quote has a day, a time of day, or a year that is not in the question."""
    text, language, _ = quote
    if "time" in types_in(text, language) or _weekdays(language).search(fold(text)):
        return True
    return any(
        number in _POSSIBLE_YEARS for number in numbers.values(text, language) - question_numbers
    )


def _has_name(text: str) -> bool:
    """Return whether the text has a name; true where most letters are of a script without case."""
    letters = [char for char in text if char.isalpha()]
    cased = [char for char in letters if char.lower() != char.upper()]
    if 2 * len(cased) < len(letters):
        return True
    return any(found[0].istitle() for found in _NAME.finditer(_LICENCE.sub(" ", text)))


@lru_cache(maxsize=64)
def _weekdays(language: str) -> re.Pattern[str]:
    names = sorted(map(fold, dates.weekday_names(language)))
    return re.compile("|".join(map(re.escape, names)))
