"""The approved translations of glossary terms, and which of them a text needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bs4 import BeautifulSoup
from django.db.models import Exists, OuterRef
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from cms.machine_translation.consistency import Term
from cms.models import GlossaryTerm


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """The spellings of a glossary term in the source language, each with its translation."""

    spellings: tuple[Term, ...]


def entries(source: Locale, target: Locale) -> list[Entry]:
    """Return the terms that have an approved translation in the target language; two queries.

    A translation is approved by a person: one without words yet, or drafted by a machine, is not.
    """
    by_hand = StringTranslation.objects.filter(
        context__object_id=OuterRef("translation_key"),
        context__path="term",
        locale=target,
        has_error=False,
    ).exclude(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    kept_by_localize = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale=target, enabled=True
    )
    approved = {
        term.translation_key: term
        for term in GlossaryTerm.objects.filter(locale=target)
        .annotate(waits=Exists(kept_by_localize) & ~Exists(by_hand))
        .filter(waits=False)
    }
    return [
        Entry(spellings=tuple(_spellings(term, approved[term.translation_key])))
        for term in GlossaryTerm.objects.filter(locale=source).order_by("term")
        if term.translation_key in approved
    ]


def _spellings(term: GlossaryTerm, translated: GlossaryTerm) -> list[Term]:
    terms = [
        Term(source=name, target=translated.term)
        for name in term.names
        if name != term.abbreviation
    ]
    if term.abbreviation:
        short = translated.abbreviation or translated.term
        terms.append(Term(source=term.abbreviation, target=short))
    return terms


def terms_in(text: str, glossary: Sequence[Entry]) -> list[Term]:
    """Return the terms that the text (HTML) uses; of each entry the longest spelling found."""
    plain = BeautifulSoup(f"{text} ", "html.parser").get_text()
    found = []
    for entry in glossary:
        spellings = sorted(entry.spellings, key=lambda term: -len(term.source))
        used = next((term for term in spellings if _pattern(term.source).search(plain)), None)
        if used:
            found.append(used)
    # "Training centre" is not needed where it is a part of "UNEVOC training centre".
    return [term for term in found if not _only_inside_longer(term, found, plain)]


def _only_inside_longer(term: Term, found: Sequence[Term], plain: str) -> bool:
    """Return whether the term occurs only inside longer terms."""
    rest = plain
    for other in found:
        if len(other.source) > len(term.source):
            rest = _pattern(other.source).sub(" ", rest)
    return _pattern(term.source).search(rest) is None


@lru_cache(maxsize=2_000)
def _pattern(spelling: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in spelling.split())
    # An abbreviation has to be in capitals ("IT" is not "it"); a term may be in the plural.
    if spelling.isupper():
        return re.compile(rf"(?<!\w){words}(?!\w)")
    ends = r"(?:e?s)?(?!\w)" if spelling.isascii() else ""
    starts = r"(?<!\w)" if spelling.isascii() else ""
    return re.compile(f"{starts}{words}{ends}", re.IGNORECASE)
