"""Detects sums of money, telephone numbers and e-mail addresses, in questions and in texts.

Only a text that has one answers a question for one. Without this test, such a question gets any
text about its subject: when the course takes place instead of what it costs.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.text import languages
from assistant.text.languages import Expressions
from assistant.text.question_types import Wanted, wanted

#: The types of value that this module detects.
PARTICULARS: frozenset[Wanted] = frozenset({"money", "telephone", "email"})

#: Signs and codes of currencies, which are the same in all languages.
_SIGNS = re.compile(
    r"[€$£¥₺₽฿₫៛₹₩]|\b(?:EUR|USD|GBP|TRY|TL|ZAR|CNY|RMB|THB|VND|IDR|KHR|RUB|CHF|JPY|INR|KES)\b"
)
#: Dates and spans of years, which look like telephone numbers.
_DATES = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-]\d{4}|\d{4}\s*[-–/]\s*\d{4}")
_COUNT = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{5,}\d")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w")
#: The least number of digits of a telephone number.
_DIGITS = 7


def asked_for(question: str, language: str | None) -> frozenset[Wanted]:
    """Return which types of value the question, in this language, asks for explicitly."""
    words = languages.get(language).particulars
    found: set[Wanted] = set()
    priced = "number" in wanted(question, language) and _has(words.costs, question)
    if priced or _has(words.sums, question):
        found.add("money")
    if _has(words.telephone, question):
        found.add("telephone")
    if _has(words.email, question):
        found.add("email")
    return frozenset(found)


def given_in(text: str, language: str) -> frozenset[Wanted]:
    """Return which types of value the text, in this language, has; "free" counts as a sum."""
    found: set[Wanted] = set()
    priced = re.search(r"\d", text) and (_SIGNS.search(text) or _currency().search(text))
    # A number beside a word for costs is a sum, unless it is a year: "budget for 2024".
    counted = _has(languages.get(language).particulars.costs, text) and _COUNT.search(text)
    if priced or counted or _free().search(text):
        found.add("money")
    numbers = _NUMBER.findall(_DATES.sub(" / ", text))
    if any(sum(char.isdigit() for char in number) >= _DIGITS for number in numbers):
        found.add("telephone")
    if _ADDRESS.search(text):
        found.add("email")
    return frozenset(found)


def _has(expressions: Expressions, text: str) -> bool:
    """Return whether one of the regular expressions matches anywhere in the text."""
    return bool(expressions) and re.search("|".join(expressions), text, re.IGNORECASE) is not None


@cache
def _currency() -> re.Pattern[str]:
    """Return a regular expression for units of money in all languages.

    A page in one language names the units of others.
    """
    return re.compile("|".join(e for each in languages.all() for e in each.particulars.currency))


@cache
def _free() -> re.Pattern[str]:
    """Return a regular expression for saying, in any language, that something costs nothing."""
    return re.compile("|".join(e for each in languages.all() for e in each.particulars.free))
