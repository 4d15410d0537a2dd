"""Whether what is quoted can be what was asked for: a number, a date, a name.

A closed class, like question words. Without any number no text answers "how many", however near to
the question it is. Where that can't be told, as a name in Arabic can't, it is taken to be there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assistant.text import dates, languages, numbers
from assistant.text.question_types import (
    asks_for_a_date,
    asks_for_somebody,
    asks_who,
    offers,
    opening,
    wanted,
    without_dates,
)
from assistant.text.tokenizer import beginnings, fold
from assistant.text.typed_values import asked_for, given_in

#: What is hardly a count, and what may be a year.
_YEARS, _DATED = range(1900, 2100), range(1000, 2200)
#: The number of a licence counts nothing.
_LICENCE = re.compile(r"\bCC[ -](?:BY|0)[A-Z-]*(?: \d\.\d)?(?: [A-Z]{2,4})?")
#: A word with a capital inside a sentence: a name, where a script has them. After a mark it says
#: nothing, and one of capitals only is an abbreviation.
_NAME = re.compile(r"(?<=[\w,] )[^\W\d_][^\W\d_]")
#: What stands between a name and its ending, or a word and a short one before it.
_ENDING = re.compile(r"(?<=\w)['’](?=\w)")
_MARKS = '.,;:!?()"«»“”…'


class Quote(NamedTuple):
    """What is quoted, its language, and all that its passage says, with what it stands under."""

    text: str
    language: str
    whole: str


def can_answer(question: str, language: str | None, quotes: Sequence[Quote]) -> bool:
    """Whether one of the quotes has what the question asks for.

    It must be about all that the question names, as far as the quotes name it: a date from one page
    and what it is asked for from another make no answer. Nor does what names none of it, in
    the question's own language: elsewhere names are written in other ways.
    """
    code = (language or "").split("-")[0]
    has, needed = _kind(question, code)
    if has is None and not asks_for_somebody(opening(question, code), code):
        return True
    words = _named(question, code)
    names = {term for word in words for term in beginnings(word)}
    # Several quotes may be of one passage.
    said = {whole: names & set(beginnings(whole)) for whole in {each.whole for each in quotes}}
    known = frozenset[str]().union(*said.values())
    # Texts write abbreviations out.
    has_name = any(not word.isupper() for word in words)
    foreign = any(each.language.split("-")[0] != code for each in quotes)
    if has_name and not known and not foreign:
        return False
    if has is None:
        return True
    giving = [said[quote.whole] for quote in quotes if has(quote)]
    return known in giving if giving else not needed


def _kind(question: str, code: str) -> tuple[Callable[[Quote], bool] | None, bool]:
    """What tells whether a quote has what is asked for, and whether nothing else can answer."""
    start, asked = opening(question, code), numbers.values(question, code)
    wants = wanted(start, code)
    if particular := asked_for(question, code):
        return lambda quote: particular <= given_in(quote.text, quote.language), True
    if "number" in wants:
        return lambda quote: _counts(quote, asked), True
    if asks_for_a_date(start, code):
        return lambda quote: _dates(quote, asked), True
    if "time" in wants:
        # "At night", "after the test", "when it rains".
        return lambda quote: _counts(quote, asked) or _dates(quote, asked), False
    return ((lambda quote: _names(quote.text)), True) if asks_who(question, code) else (None, False)


def _named(question: str, code: str) -> list[str]:
    """The question's words with a capital, without their endings, but for the first.

    Turkish sets the endings of names apart, which tells them from a first word that is none.
    """
    known = languages.get(code)
    if known.has_capital_nouns:
        return []
    set_apart = known.writing.apostrophe_before_endings
    words = [
        _ENDING.split(word)[0].strip(_MARKS)
        for place, word in enumerate(question.split())
        if word[0].isupper() and (place or (set_apart and _ENDING.search(word)))
    ]
    polite = re.compile("|".join(known.writing.polite))
    return [word for word in words if len(word) > 1 and not polite.fullmatch(fold(word))]


def _counts(quote: Quote, asked: frozenset[Decimal]) -> bool:
    """Whether there is another number than the question's, which is no year and no date."""
    text = without_dates(_LICENCE.sub(" ", quote.text), quote.language)
    said = numbers.values(text, quote.language) - asked
    return any(number not in _YEARS for number in said)


def _dates(quote: Quote, asked: frozenset[Decimal]) -> bool:
    """Whether there is a day, a time of day, or another year than the question's."""
    text, language, _ = quote
    if "time" in offers(text, language) or _weekdays(language).search(fold(text)):
        return True
    return any(number in _DATED for number in numbers.values(text, language) - asked)


def _names(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    cased = [char for char in letters if char.lower() != char.upper()]
    if 2 * len(cased) < len(letters):
        return True
    return any(found[0].istitle() for found in _NAME.finditer(_LICENCE.sub(" ", text)))


@lru_cache(maxsize=64)
def _weekdays(language: str) -> re.Pattern[str]:
    names = sorted(map(fold, dates.weekday_names(language)))
    return re.compile("|".join(map(re.escape, names)))
