"""Compares a text with its translation and reports what was lost or added. Pure.

Texts are what wagtail-localize calls string data: HTML with inline tags only, links as `<a
id="a1">`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from wagtail_localize.strings import StringValue

from cms.machine_translation.problems import Problem

_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\$?\{[^{}\s]*\}|%\([^()\s]+\)[a-z]|(?<![\d%])%[sdif](?![^\W_])"
)
_VERBATIM = re.compile(r"https?://[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\d+")
#: Separators of thousands: 1,200 is written 1.200 or 1 200 in other languages.
_GROUPING = re.compile(r"(?<=\d)[.,'’\s٬٫](?=\d{3}(?!\d))")
#: Share of a word's letters that has to come back; the rest may be an inflected ending.
_STEM = 0.6


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A glossary term that the text uses, with its approved translation."""

    source: str
    target: str


def problems(source: str, translated: str, terms: Sequence[Term] = ()) -> list[Problem]:
    """Return what is wrong with a translation of the source; empty if it can be saved."""
    if len(translated) > 5 * len(source) + 200:
        return [Problem(code="too_long")]
    try:
        StringValue.from_translated_html(translated)
    except ValueError:
        return [Problem(code="bad_html")]
    before, after = _soup(source), _soup(translated)
    if any(isinstance(node, PreformattedString) for node in after.descendants):
        return [Problem(code="bad_html")]
    old, new = before.get_text(" "), after.get_text(" ")
    if has_words(old) and not has_words(new):
        return [Problem(code="empty")]
    found = [
        _changed("links", _links(before), _links(after)),
        _changed("tags", _tags(before), _tags(after)),
        _changed("placeholders", _verbatim(old), _verbatim(new)),
        # Numbers may be added: October is 10月 in Chinese.
        _lost("numbers", _numbers(old), _numbers(new)),
    ]
    if len(old.split()) > 3 and _folded(old) == _folded(new):
        found.append(Problem(code="same"))
    found += [
        Problem(code="glossary", detail=f"{term.source} → {term.target}")
        for term in terms
        if not uses_term(new, term.target)
    ]
    return [problem for problem in found if problem]


def has_words(text: str) -> bool:
    """Return whether the text has a letter outside of addresses and placeholders."""
    text = _PLACEHOLDER.sub(" ", _VERBATIM.sub(" ", text))
    return any(char.isalpha() for char in text)


def is_translatable(source: str) -> bool:
    """Return whether a text has words, and not only numbers, codes or addresses."""
    return has_words(_soup(source).get_text(" "))


def tidy(translated: str) -> str:
    """Return the translation as valid, escaped HTML. Raises ValueError on forbidden tags."""
    data: str = StringValue.from_translated_html(translated.strip()).data
    return data


def loses_links(source: str, translated: str) -> bool:
    """Return whether a link of the source is missing in its translation."""
    return bool(_links(_soup(source)) - _links(_soup(translated)))


def uses_term(text: str, term: str) -> bool:
    """Return whether the text uses the term, however its words are inflected."""
    text = _folded(text)
    return all(_stem(word) in text for word in re.findall(r"[^\W_]+", _folded(term)))


def _stem(word: str) -> str:
    # Abbreviations, and words in scripts without inflection, have to come back whole.
    if len(word) < 4 or not unicodedata.name(word[0], "").startswith(
        ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "ARMENIAN", "GEORGIAN")
    ):
        return word
    return word[: max(3, round(len(word) * _STEM))]


def _soup(text: str) -> BeautifulSoup:
    # The space keeps BeautifulSoup from warning that a text of one address should be fetched.
    return BeautifulSoup(f"{text} ", "html.parser")


def _folded(text: str) -> str:
    # İ and I both become i, or else a capital at the start would hide a Turkish term.
    text = unicodedata.normalize("NFKC", html.unescape(text)).replace("İ", "i").casefold()
    return " ".join(text.replace("ı", "i").split())


def _links(soup: BeautifulSoup) -> Counter[str]:
    return Counter(
        # A link without words can't be followed.
        f"{tag.get('id', '')}" if has_words(tag.get_text()) else f"{tag.get('id', '')}, empty"
        for tag in soup.find_all("a")
        if isinstance(tag, Tag)
    )


def _tags(soup: BeautifulSoup) -> Counter[str]:
    return Counter(
        f"<{node.name}>" for node in soup.descendants if isinstance(node, Tag) and node.name != "a"
    )


def _verbatim(text: str) -> Counter[str]:
    addresses = [found.rstrip(".,;:!?)]»”’'。") for found in _VERBATIM.findall(text)]
    return Counter(addresses + _PLACEHOLDER.findall(_VERBATIM.sub(" ", text)))


def _numbers(text: str) -> Counter[str]:
    digits = "".join(
        str(unicodedata.digit(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKC", _VERBATIM.sub(" ", text))
    )
    return Counter(_NUMBER.findall(_GROUPING.sub("", digits)))


def _changed(code: str, before: Counter[str], after: Counter[str]) -> Problem | None:
    """Return a problem if anything was lost or added."""
    return None if before == after else _problem(code, (before - after) + (after - before))


def _lost(code: str, before: Counter[str], after: Counter[str]) -> Problem | None:
    """Return a problem if anything was lost; additions are fine."""
    return _problem(code, before - after) if before - after else None


def _problem(code: str, items: Counter[str]) -> Problem:
    return Problem(code=code, detail=", ".join(sorted(items.elements()))[:200])
