"""What only a text that has one can answer: a sum of money, a telephone number, an e-mail address.

A closed class, like question words. A question for one of them is otherwise answered by whatever is
near its subject: when the course is, say, for what it costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from assistant.text import languages
from assistant.text.languages import Expressions
from assistant.text.question_types import Wanted, wanted

#: Signs and codes of currencies, which pages in all languages use.
_SIGNS = re.compile(
    r"[€$£¥₺₽฿₫៛₹₩]|\b(?:EUR|USD|GBP|TRY|TL|ZAR|CNY|RMB|THB|VND|IDR|KHR|RUB|CHF|JPY|INR|KES)\b"
)
#: Dates and spans of years look like telephone numbers.
_DATES = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-]\d{4}|\d{4}\s*[-–/]\s*\d{4}")
_COUNT = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{5,}\d")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w")
#: Digits of the shortest telephone number.
_DIGITS = 7


def asked_for(question: str, language: str | None) -> frozenset[Wanted]:
    """What the question, in this language, asks for by name."""
    words = languages.get(language).particulars
    # Each has a key of its own name in the packs, but for money, which numbers are asked for too.
    found = {name for name in PARTICULARS - {"money"} if _has(getattr(words, name), question)}
    priced = "number" in wanted(question, language) and _has(words.costs, question)
    if priced or _has(words.sums, question):
        found.add("money")
    return frozenset(found)


def given_in(text: str, language: str) -> frozenset[Wanted]:
    """What the text, in this language, has of them: a sum also where it is nothing."""
    return frozenset(name for name, has in _HAS.items() if has(text, language))


def _has_sum(text: str, language: str) -> bool:
    """Whether the text has a sum of money, or says that something is free."""
    if re.search(r"\d", text) and (_SIGNS.search(text) or _currency().search(text)):
        return True
    # Beside a word for costs, which a plan for a year has too, the year is no sum.
    counted = _has(languages.get(language).particulars.costs, text) and _COUNT.search(text)
    return bool(counted or _free().search(text))


def _has_telephone(text: str, language: str) -> bool:
    """Whether the text has a telephone number, which is the same in all languages."""
    numbers = _NUMBER.findall(_DATES.sub(" / ", text))
    return any(sum(char.isdigit() for char in number) >= _DIGITS for number in numbers)


def _has_email(text: str, language: str) -> bool:
    """Whether the text has an e-mail address, which is the same in all languages."""
    return _ADDRESS.search(text) is not None


#: What tells of a text and its language whether it has one.
_HAS: dict[Wanted, Callable[[str, str], bool]] = {
    "money": _has_sum,
    "telephone": _has_telephone,
    "email": _has_email,
}
#: What this module tells of.
PARTICULARS = frozenset(_HAS)


def _has(expressions: Expressions, text: str) -> bool:
    """Whether one of the language's expressions stands in the text."""
    return bool(expressions) and re.search("|".join(expressions), text, re.IGNORECASE) is not None


@cache
def _currency() -> re.Pattern[str]:
    """Units of money in all languages: a page in one names those of others."""
    return re.compile("|".join(e for each in languages.all() for e in each.particulars.currency))


@cache
def _free() -> re.Pattern[str]:
    """What says, in any language, that something costs nothing."""
    return re.compile("|".join(e for each in languages.all() for e in each.particulars.free))
