"""Finds numbers and months in texts, so that they can be compared exactly.

"1,200", "1.200", "1 200", "١٬٢٠٠", "๑,๒๐๐", "1.2 thousand", "一千二百" and "twelve hundred" are one
number. Number words are known in every language that has a pack. Years of other calendars are not
converted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assistant.text import dates, languages
from assistant.text.languages import Language
from assistant.text.tokenizer import fold

_FIGURES = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*")


class Number(NamedTuple):
    """A number in a text. "1.200" has two readings, 1200 and 1.2; "12.05.2024" one of three values.

    Each reading is the set of all values that the text states if it is read that way.
    """

    readings: tuple[frozenset[Decimal], ...]
    #: The values of all readings, and those of each group of digits by itself.
    values: frozenset[Decimal]


def values(text: str, language: str | None = None) -> frozenset[Decimal]:
    """Return the values of all numbers in the text, in every reading, also those in words."""
    known = languages.get(language)
    found: set[Decimal] = set()
    for number in _numbers_in_figures(_with_ascii_digits(text), known):
        found |= number.values
    found |= {value for value, _certain in _numbers_in_words(text, known)}
    return frozenset(found)


def missing(text: str, language: str | None, known: frozenset[Decimal]) -> list[Number]:
    """Return the numbers that the text certainly states and that the known values don't include.

    A number is included if all values of one of its readings are known. The numbers of a numbered
    list are ignored, and so is the word "one".
    """
    spoken = languages.get(language)
    plain = re.sub(r"(?m)^\s*\d{1,2}[.)]\s", "", _with_ascii_digits(text))  # a list's own numbering
    said = list(_numbers_in_figures(plain, spoken))
    for value, certain in _numbers_in_words(text, spoken):
        if certain and value > 1:
            said.append(Number((frozenset({value}),), frozenset({value})))
    return [number for number in said if not any(one <= known for one in number.readings)]


def _with_ascii_digits(text: str) -> str:
    """Return the text with the digits of all scripts as 0 to 9, and Arabic separators as , and ."""
    text = text.translate({0x066C: ",", 0x066B: "."})
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char
        for char in text
    )


def _numbers_in_figures(text: str, language: Language) -> Iterator[Number]:
    """Yield the numbers in figures, multiplied by a word such as "million" that follows them."""
    scales = _scale_word(language)
    for found in _FIGURES.finditer(text):
        readings = _readings(found[0])
        values = frozenset().union(*readings) | {
            Decimal(part) for part in re.findall(r"\d+", found[0])
        }
        scale = scales and scales.match(text, found.end())
        if scale:
            times = Decimal(10) ** _exponents(language)[_fold_as_number_word(scale[1], language)]
            # Multiplied, so that "1.2 million" does not equal "1.2 billion".
            readings = tuple(frozenset(value * times for value in one) for one in readings)
            values |= frozenset().union(*readings)
        yield Number(readings, values)


def _readings(token: str) -> tuple[frozenset[Decimal], ...]:
    """Return the readings of digits with separators, each as the set of its values.

    "1.200" is 1200 or 1.2, and "12.05.2024" is three numbers.
    """
    parts = re.split(r"\D", token)
    if len(parts) == 1:
        return (frozenset({Decimal(token)}),)
    found = []
    marks = re.findall(r"\D", token)
    grouped = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if grouped and len(set(marks)) == 1:
        found.append(frozenset({Decimal("".join(parts))}))
    whole, fraction = parts[:-1], parts[-1]
    if marks[-1] in ".," and marks[-1] not in marks[:-1] and all(len(p) == 3 for p in whole[1:]):
        found.append(frozenset({Decimal(f"{''.join(whole)}.{fraction}").normalize()}))
    if len(parts) > 2 and not found:
        found.append(frozenset(map(Decimal, parts)))
    return tuple(found) or (frozenset(map(Decimal, parts)),)


def _fold_as_number_word(text: str, language: Language) -> str:
    # Some languages keep their marks: without them, Vietnamese words become other words.
    if language.numbers.folded:
        return fold(text)
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache
def _numerals(language: Language) -> dict[str, int]:
    """Return the folded number words whose values are added, such as "twenty", with the values."""
    words = language.numbers
    found: dict[str, int] = {}
    for value, forms in enumerate(words.small):
        found |= {_fold_as_number_word(form, language): value for form in forms}
    for value, forms in enumerate(words.tens, start=2):
        found |= {_fold_as_number_word(form, language): 10 * value for form in forms}
    return found | {
        _fold_as_number_word(word, language): value for word, value in words.added.items()
    }


@lru_cache
def _exponents(language: Language) -> dict[str, int]:
    """Return the folded words that multiply, such as "thousand", with their exponents of ten."""
    rows = language.numbers.scales.items()
    return {
        _fold_as_number_word(form, language): exponent for exponent, forms in rows for form in forms
    }


@lru_cache
def _scale_word(language: Language) -> re.Pattern[str] | None:
    """Return a regular expression for a word that multiplies the figures before it, if any."""
    words = [form for forms in language.numbers.scales.values() for form in forms]
    if not words:
        return None
    end = r"\b" if language.is_spaced else ""
    longest = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"[ \u00a0\u202f]?({longest}){end}", re.IGNORECASE)


@lru_cache
def _number_word(language: Language) -> re.Pattern[str]:
    """Return a regular expression for one number word."""
    words = sorted({*_numerals(language), *_exponents(language)}, key=len, reverse=True)
    longest = "|".join(map(re.escape, words))
    return re.compile(rf"(?<!\w)(?:{longest})(?!\w)" if language.is_spaced else longest)


@lru_cache
def _joints(language: Language) -> re.Pattern[str]:
    """Return a regular expression for what may stand between the words of one number."""
    if not language.is_spaced:
        return re.compile("")
    joint = re.escape(language.numbers.joint)
    return re.compile(rf"[\s-]+(?:{joint}\s*)?" if joint else r"[\s-]+")


@lru_cache
def _joint_prefix(language: Language) -> re.Pattern[str]:
    """Return a regular expression for an "and" that is written together with the next word.

    It does not match at the beginning of a number word.
    """
    whole = "|".join(map(re.escape, _numerals(language)))
    return re.compile(rf"(?<!\w)(?!(?:{whole})(?!\w)){language.numbers.joint}(?=\w)")


def _numbers_in_words(text: str, language: Language) -> Iterator[tuple[Decimal, bool]]:
    """Yield the values of numbers in words, each with whether the words certainly are a number."""
    words = language.numbers
    if not words.small:
        return
    folded = _fold_as_number_word(text, language)
    if words.joint_is_prefix:
        folded = _joint_prefix(language).sub(f"{words.joint} ", folded)
    ambiguous = {_fold_as_number_word(word, language) for word in words.ambiguous}
    run: list[str] = []
    end = 0
    for found in _number_word(language).finditer(folded):
        joins = _joints(language).fullmatch(folded, end, found.start())
        if run and (not joins or _are_separate(run[-1], found[0], language)):
            yield _value_of_words(run, language, ambiguous, folded[end : end + 1])
            run = []
        run.append(found[0])
        end = found.end()
    if run:
        yield _value_of_words(run, language, ambiguous, folded[end : end + 1])


def _are_separate(before: str, word: str, language: Language) -> bool:
    """Return whether two words in a row are two numbers.

    The Vietnamese "một năm" is not 15, but in Chinese "二〇二四" is a year.
    """
    units = [_numerals(language).get(one, 10) for one in (before, word)]
    return not language.numbers.by_digits and max(units) < 10


def _value_of_words(
    run: list[str], language: Language, ambiguous: set[str], after: str
) -> tuple[Decimal, bool]:
    """Return the value of number words in a row, and whether they certainly are a number.

    `after` is the character behind the last word, or "".
    """
    numerals, exponents, words = _numerals(language), _exponents(language), language.numbers
    if words.by_digits and len(run) > 1 and not exponents.keys() & set(run):
        # Years are written digit by digit.
        return Decimal("".join(str(numerals[word]) for word in run)), True
    total = current = last = 0
    for word in run:
        exponent = exponents.get(word)
        if exponent is None:
            last = numerals[word]
            current += last
        elif exponent < words.section:
            # "Hundred" multiplies only the last word before it.
            current += (last or 1) * 10**exponent - last
            last = 0
        else:
            total += max(current, 1) * 10**exponent
            current = last = 0
    # In a script without spaces, a single number word is often part of another word.
    alone = run[0] not in ambiguous if language.is_spaced else after in words.counters
    only_scales = all(word in exponents for word in run)
    return Decimal(total + current), (len(run) > 1 or alone) and not only_scales


def months(text: str, language: str) -> frozenset[int]:
    """Return the months, 1 to 12, that the text names, in its language, beside a day or a year."""
    names, pattern = _months(language)
    folded = _with_ascii_digits(fold(text))
    return frozenset(names[found[1] or found[2]] for found in pattern.finditer(folded))


@lru_cache(maxsize=64)
def _months(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """Return the number of each folded month name, and an expression for one beside a number."""
    names = {fold(name): number for name, number in dates.month_names(language).items()}
    longest = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    of = dates.connector_pattern()
    return names, re.compile(
        rf"{dates.day_pattern()}\s*{of}({longest})|(?<!\w)({longest})\w*\.?,?\s*{of}\d"
    )
