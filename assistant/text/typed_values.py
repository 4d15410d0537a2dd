"""Detects sums of money, telephone numbers and e-mail addresses, in questions and in texts.

Only a text that has one answers a question for one. Without this test, such a question gets any
text about its subject: when the course takes place instead of what it costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from assistant.text import languages
from assistant.text.question_types import AnswerType, expected_types

#: Signs and codes of currencies, which are the same in all languages.
_CURRENCY_SIGNS = re.compile(
    r"[€$£¥₺₽฿₫៛₹₩]|\b(?:EUR|USD|GBP|TRY|TL|ZAR|CNY|RMB|THB|VND|IDR|KHR|RUB|CHF|JPY|INR|KES)\b"
)
#: Dates and spans of years, which look like telephone numbers.
_DATES = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-]\d{4}|\d{4}\s*[-–/]\s*\d{4}")
_NUMBER_BUT_YEAR = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")
_TELEPHONE = re.compile(r"\+?\(?\d[\d\s().\-/]{5,}\d")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w")
#: The least number of digits of a telephone number.
_LEAST_DIGITS = 7


def expected_value_types(question: str, language: str | None) -> frozenset[AnswerType]:
    """Return which types of value the question, in this language, asks for explicitly."""
    words = languages.get(language).typed_values
    # Each has a key of its own name in the packs, but for money, which numbers are asked for too.
    found = {
        name
        for name in VALUE_TYPES - {"money"}
        if languages.matches(getattr(words, name), question)
    }
    priced = "number" in expected_types(question, language) and languages.matches(
        words.costs, question
    )
    if priced or languages.matches(words.sums, question):
        found.add("money")
    return frozenset(found)


def without_value_words(question: str, language: str | None) -> str:
    """Return the question without the words that name the type of value it asks for.

    A text may state a sum without "cost", and an address for e-mails without "e-mail".
    """
    words = languages.get(language).typed_values
    for name in expected_value_types(question, language):
        expressions = (*words.costs, *words.sums) if name == "money" else getattr(words, name)
        # With its ending, if a word has one.
        pattern = rf"(?:{'|'.join(expressions)})\w*"
        question = re.sub(pattern, " ", question, flags=re.IGNORECASE)
    return question


def value_types_in(text: str, language: str) -> frozenset[AnswerType]:
    """Return which types of value the text, in this language, has; "free" counts as a sum."""
    return frozenset(name for name, has in _DETECTORS.items() if has(text, language))


def _has_sum(text: str, language: str) -> bool:
    """Return whether the text has a sum of money, or says that something is free."""
    if re.search(r"\d", text) and (_CURRENCY_SIGNS.search(text) or _currency().search(text)):
        return True
    # A number beside a word for costs is a sum, unless it is a year: "budget for 2024".
    costs = languages.get(language).typed_values.costs
    counted = languages.matches(costs, text) and _NUMBER_BUT_YEAR.search(text)
    return bool(counted or _free().search(text))


def _has_telephone(text: str, language: str) -> bool:
    """Return whether the text has a telephone number, which is the same in all languages."""
    numbers = _TELEPHONE.findall(_DATES.sub(" / ", text))
    return any(sum(char.isdigit() for char in number) >= _LEAST_DIGITS for number in numbers)


def _has_email(text: str, language: str) -> bool:
    """Return whether the text has an e-mail address, which is the same in all languages."""
    return _EMAIL.search(text) is not None


#: What says of a text and its language whether it has a value of each type.
_DETECTORS: dict[AnswerType, Callable[[str, str], bool]] = {
    "money": _has_sum,
    "telephone": _has_telephone,
    "email": _has_email,
}
#: The types of value that this module detects.
VALUE_TYPES = frozenset(_DETECTORS)


@cache
def _currency() -> re.Pattern[str]:
    """Return a regular expression for units of money in all languages.

    A page in one language names the units of others.
    """
    return re.compile("|".join(e for each in languages.all() for e in each.typed_values.currency))


@cache
def _free() -> re.Pattern[str]:
    """Return a regular expression for saying, in any language, that something costs nothing."""
    return re.compile("|".join(e for each in languages.all() for e in each.typed_values.free))
