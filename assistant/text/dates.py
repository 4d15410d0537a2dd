"""Names of months and weekdays, and regular expressions for the words around them in dates.

The names come from Django's catalogues and from the language packs.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_ALT, WEEKDAYS

from assistant.text import languages


@lru_cache(maxsize=64)
def month_names(code: str) -> dict[str, int]:
    """Return the month, 1 to 12, of each month name in English and in a language."""
    found: dict[str, int] = {}
    for each in ("en", code):
        with translation.override(each):
            for table in (MONTHS, MONTHS_ALT):
                found |= {str(name): number for number, name in table.items()}
    also = languages.get(code).dates.months
    return found | {name: number for number, names in also.items() for name in names}


@lru_cache(maxsize=64)
def weekday_names(code: str) -> frozenset[str]:
    """Return the names of weekdays in English and in a language."""
    found: set[str] = set()
    for each in ("en", code):
        with translation.override(each):
            found |= {str(name) for name in WEEKDAYS.values()}
    return frozenset(found)


@cache
def day_pattern() -> str:
    """Return a regular expression for the last digit of a day and its ending in any language.

    Such as "1st," or "1.".
    """
    endings = {re.escape(word) for each in languages.all() for word in each.dates.ordinals}
    return rf"\d(?:{'|'.join(sorted(endings))}|\.)?,?"


@cache
def connector_pattern() -> str:
    """Return a regular expression for a word between day, month and year, such as "of".

    It matches those of all languages, and nothing.
    """
    words = {re.escape(word) for each in languages.all() for word in each.dates.of}
    return f"(?:(?:{'|'.join(sorted(words))}) )?"
