"""The glossary as a list: the terms in the reader's language and in all others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.conf import settings

from cms.i18n import first_letter, sort_key
from cms.models import GlossaryTerm

#: Most terms on the page, counting all languages.
_MAX_TERMS = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A term in the reader's language, or else in its own.

    `others` are its translations, as (language code, term).
    """

    term: GlossaryTerm
    language: str
    others: list[tuple[str, GlossaryTerm]]

    @property
    def synonyms(self) -> list[str]:
        """Other ways to write the term, except its abbreviation."""
        return [line.strip() for line in self.term.synonyms.splitlines() if line.strip()]


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """The entries that begin with a letter. `letter` is empty in scripts without an alphabet."""

    letter: str
    number: int
    entries: list[Entry]


def glossary(language: str) -> list[Letter]:
    """Return all terms, sorted and grouped as readers of the language expect; one query."""
    by_key: dict[UUID, dict[str, GlossaryTerm]] = defaultdict(dict)
    for term in GlossaryTerm.objects.select_related("locale").order_by("pk")[:_MAX_TERMS]:
        by_key[term.translation_key][term.locale.language_code] = term
    entries = [_entry(versions, language) for versions in by_key.values()]
    entries.sort(key=lambda entry: sort_key(entry.term.term, language))
    grouped = groupby(entries, key=lambda entry: first_letter(entry.term.term, language))
    return [
        Letter(letter=letter, number=number, entries=list(found))
        for number, (letter, found) in enumerate(grouped, start=1)
    ]


def _entry(versions: dict[str, GlossaryTerm], language: str) -> Entry:
    """Return the entry of a term, given its translations by language code."""
    own = next(code for code in (language, settings.LANGUAGE_CODE, *versions) if code in versions)
    others = [
        (code, versions[code]) for code, _ in settings.LANGUAGES if code in versions and code != own
    ]
    return Entry(term=versions[own], language=own, others=others)
