"""The words and titles that anybody may read on the site, for spelling and suggestions.

Each process caches them, and `version` is asked at every use whether anything public has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, Max, OuterRef, Value
from django.db.models.functions import Cast
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from assistant.access import indexable_pages, visible_sources
from assistant.models import Passage, Source
from assistant.text import Vocabulary, fold, vocabulary
from cms.models import GlossaryTerm

Version = tuple[Any, ...]

_vocabularies: dict[str, tuple[Version, Vocabulary]] = {}
_titles: list[tuple[Version, list[Title]]] = []


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """The title of a public page as written and folded, with the page's language."""

    page: int
    title: str
    folded: str
    language: str
    key: UUID


def version() -> Version:
    """Return a value that changes when a page or document is published, changed or hidden."""
    facts = [
        (Source.objects.all(), "indexed_at"),
        (Source.objects.all(), "marked_at"),
        (Page.objects.filter(live=True), "last_published_at"),
        (PageViewRestriction.objects.all(), "pk"),
        (CollectionViewRestriction.objects.all(), "pk"),
    ]
    rows = [
        model.order_by()
        .annotate(fact=Value(number))
        .values("fact")
        .annotate(count=Count("pk"), newest=Cast(Max(column), CharField()))
        .values_list("fact", "count", "newest")
        for number, (model, column) in enumerate(facts)
    ]
    return tuple(sorted(rows[0].union(*rows[1:], all=True)))


def words_of(language: str, current: Version) -> Vocabulary:
    """Return the vocabulary of the language's public pages and documents, and of its glossary."""
    known = _vocabularies.get(language)
    # The glossary is not part of the version, because it is small and fetched each time.
    terms = tuple(
        GlossaryTerm.objects.filter(locale__language_code=language)
        .order_by("pk")
        .values_list("term", "abbreviation", "synonyms")
    )
    wanted = (*current, terms)
    if known is None or known[0] != wanted:
        known = wanted, vocabulary([*_public_texts(language), *(" ".join(row) for row in terms)])
        _vocabularies[language] = known
    return known[1]


def _public_texts(language: str) -> list[str]:
    passages = Passage.objects.filter(edition__in_force=True, source__locale=language).filter(
        Exists(visible_sources().filter(pk=OuterRef("source")))
    )
    rows = passages.values_list(
        "source_id", "source__page__title", "source__document__title", "heading", "text"
    )
    titles: dict[int, str] = {}
    texts: list[str] = []
    for source, page, document, heading, text in rows:
        titles[source] = page or document or ""
        texts += [heading, text]
    return [*titles.values(), *texts]


def titles(current: Version) -> list[Title]:
    """Return the titles of public pages in all languages.

    They may be outdated: check who may read a page before showing its title.
    """
    if not _titles or _titles[0][0] != current:
        rows = indexable_pages().values_list(
            "pk", "title", "locale__language_code", "translation_key"
        )
        found = [
            Title(page=pk, title=title, folded=fold(title), language=language, key=key)
            for pk, title, language, key in rows.order_by()
        ]
        _titles[:] = [(current, found)]
    return _titles[0][1]
