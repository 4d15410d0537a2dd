"""Marks the first use of each glossary term on a page, in the text's language.

The definition shows on hover and focus. The assistant finds it on the glossary page and skips it
everywhere else.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from assistant.db import CompiledQuery
from assistant.text import scripts
from cms.i18n import lower
from cms.models import GlossaryTerm

#: Most terms that are marked up on one page; more would distract readers.
TERMS_ON_PAGE = 10
#: Most terms of a language that are searched for.
_MAX_TERMS = 2000
_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_ELEMENT = re.compile(r"</?([a-z][a-z0-9]*)", re.IGNORECASE)
#: Elements in which nothing is marked up.
_SKIPPED_ELEMENTS = frozenset(
    {"a", "abbr", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_UNSPACED = re.compile(f"[{scripts.UNSPACED}]")
#: A letter or digit of any other script: next to one, a match is only part of a word.
_LETTER = rf"[^\W{scripts.UNSPACED}]"
#: Arabic prefixes that are written joined to the word: and, so, with, like, for, the.
_ARABIC_PREFIX = "[وف]?[بكل]?(?:ال|ل)?"
#: Endings, such as a plural's, with which a word is still the same term.
_ENDINGS = {"en": "(?:e?s)?", "fr": "[sx]?", "es": "(?:e?s)?"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A term as pages show it: its slug in the glossary, its name and its definition."""

    slug: str
    name: str
    definition: str


class Matcher:
    """Finds the terms of one language in plain text."""

    def __init__(self, language: str, terms: dict[str, Term]) -> None:
        """Take the language of the text, and the terms by each of their names."""
        self._language = language
        self._terms: dict[str, tuple[str, Term]] = {}
        for name, term in terms.items():
            self._terms.setdefault(self._normalised(name), (name, term))
        self._pattern = self._compiled()

    def find(self, text: str, start: int = 0) -> Iterator[tuple[int, int, Term]]:
        """Yield each term in the text as (start, end, term); the text is in Unicode's form NFC."""
        if self._pattern is None:
            return
        folded = lower(text, self._language)
        while found := self._pattern.search(folded, start):
            group = "spaced" if found["spaced"] else "unspaced"
            begin, end = found.span(group)
            name, term = self._terms[" ".join(found[group].split())]
            if _spells_name(name, text[begin:end]):
                yield begin, found.end(), term
                start = found.end()
            else:
                start = begin + 1

    def _normalised(self, name: str) -> str:
        """Return the name in NFC and lower case, with single spaces."""
        name = unicodedata.normalize("NFC", name)
        return " ".join(lower(name, self._language).split())

    def _compiled(self) -> re.Pattern[str] | None:
        """Return the pattern that finds all names, the longest first; None if there is none."""
        names = sorted((name for name in self._terms if len(name) > 1), key=len, reverse=True)
        if not names:
            return None
        spaced = [name for name in names if not _UNSPACED.search(name)]
        before = _ARABIC_PREFIX if self._language == "ar" else ""
        ends = _ENDINGS.get(self._language, "")
        return re.compile(
            f"(?P<unspaced>{_any_of(name for name in names if name not in spaced)})"
            f"|(?<!{_LETTER}){before}(?P<spaced>{_any_of(spaced)}){ends}(?!{_LETTER})"
        )


def _any_of(names: Iterable[str]) -> str:
    """Return a pattern for any of the names, with any white space; for nothing without names."""
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names) or "(?!)"


def _spells_name(name: str, found: str) -> bool:
    """Return whether the text spells the name: "it" is not "IT", as abbreviations have capitals."""
    return found == name if name.isupper() and name.isascii() else True


@lru_cache(maxsize=32)
def _matcher(language: str, rows: tuple[tuple[str, ...], ...]) -> Matcher:
    """Return the matcher of these rows, cached until they change."""
    terms: dict[str, Term] = {}
    for slug, name, abbreviation, synonyms, definition in rows:
        term = Term(slug=slug, name=name, definition=definition)
        for written in (name, abbreviation, *synonyms.splitlines()):
            if written.strip():
                terms.setdefault(written.strip(), term)
    return Matcher(language, terms)


def matcher(language: str) -> Matcher:
    """Return the matcher of a language's terms.

    Costs one query, and nothing else while the terms stay the same.
    """
    return _matcher(language, tuple(_TERMS.rows(language)))


_TERMS = CompiledQuery(
    lambda language: (
        GlossaryTerm.objects.filter(locale__language_code=language)
        .order_by("pk")
        .values_list("slug", "term", "abbreviation", "synonyms", "definition")[:_MAX_TERMS]
    )
)


class Definitions:
    """Marks up the terms of one page, each where it is first used."""

    def __init__(self, language: str) -> None:
        """Take the language of the page's text."""
        self._language = language
        self._found: set[str] = set()
        self._matcher: Matcher | None = None

    def mark_up(self, source: str) -> SafeString:
        """Return the HTML with its terms marked up; the text itself stays the same."""
        if len(self._found) >= TERMS_ON_PAGE or not source.strip():
            return mark_safe(source)  # noqa: S308  # HTML as it came
        if self._matcher is None:
            self._matcher = matcher(self._language)
        parts, closed = [], 0
        for index, part in enumerate(_TAG.split(source)):
            if index % 2:
                name = _ELEMENT.match(part)
                if name and name[1].lower() in _SKIPPED_ELEMENTS:
                    closed += -1 if part.startswith("</") else 1
                parts.append(part)
            else:
                parts.append(part if closed or not part.strip() else self._text(part))
        return mark_safe("".join(parts))  # noqa: S308  # tags as they came, texts escaped again

    def _text(self, part: str) -> str:
        assert self._matcher is not None  # noqa: S101  # for the type checker
        text = unicodedata.normalize("NFC", html.unescape(part))
        pieces, done = [], 0
        for begin, end, term in self._matcher.find(text):
            if term.slug in self._found or len(self._found) >= TERMS_ON_PAGE:
                continue
            self._found.add(term.slug)
            pieces += [html.escape(text[done:begin]), self._marked(text[begin:end], term)]
            done = end
        # If nothing is marked, the part is returned as it came.
        return "".join([*pieces, html.escape(text[done:])]) if pieces else part

    def _marked(self, words: str, term: Term) -> str:
        # Anchors of headings never begin with an underscore, so this id can't clash with one.
        key = f"_term-{len(self._found)}"
        return format_html(
            '<span class="term"><span class="term__name" role="button" tabindex="0"'
            ' aria-describedby="{key}">{words}</span>'
            '<span class="term__definition" role="tooltip" id="{key}" data-assistant-skip>'
            "{definition}</span></span>",
            key=key,
            words=words,
            definition=term.definition,
        )
