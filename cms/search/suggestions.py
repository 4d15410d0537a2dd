"""Suggestions while somebody types: titles of public pages, and glossary terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from assistant.access import indexable_pages
from assistant.text import fold
from cms.models import GlossaryTerm, declared_kind
from cms.search.vocabulary import Title, titles, version

#: Most suggestions at a time, and most candidate pages that are checked for visibility.
LIMIT, _CANDIDATES = 8, 40
#: Fewest ASCII letters that give suggestions; one Chinese character is a word.
_MIN_LETTERS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A suggested page or term: its label and language, its kind, and its address.

    `language_name` is empty in the reader's own language, `kind` for a page that is no detail.
    """

    label: str
    language: str
    language_name: str
    kind: str
    url: str

    def as_dict(self) -> dict[str, str]:
        """Return the suggestion as a dictionary for JSON."""
        return asdict(self)


def suggest(words: str, language: str, request: HttpRequest) -> list[Suggestion]:
    """Return at most eight suggestions for what was typed so far, the reader's language first."""
    typed = fold(words)
    if not typed or (len(typed) < _MIN_LETTERS and typed.isascii()):
        return []
    found = [*_terms(typed, language), *islice(_pages(typed, language, request), LIMIT)]
    return sorted(found, key=lambda suggestion: suggestion.language != language)[:LIMIT]


def _language_name(code: str, language: str) -> str:
    return "" if code == language else dict(settings.LANGUAGES).get(code, code)


def _terms(typed: str, language: str) -> list[Suggestion]:
    """Return up to three terms of which a name begins with what was typed."""
    rows = GlossaryTerm.objects.select_related("locale").defer("definition")
    ranked = []
    for term in rows:
        if any(fold(name).startswith(typed) for name in term.names):
            code = term.locale.language_code
            ranked.append(((code != language, len(term.term), term.term), term))
    best: dict[object, GlossaryTerm] = {}
    for _rank, term in sorted(ranked, key=lambda item: item[0]):
        best.setdefault(term.translation_key, term)
    return [
        Suggestion(
            label=term.term,
            language=term.locale.language_code,
            language_name=_language_name(term.locale.language_code, language),
            kind=_("Term"),
            url=f"{reverse('search')}?{urlencode({'q': term.term})}",
        )
        for term in list(best.values())[:3]
    ]


def _pages(typed: str, language: str, request: HttpRequest) -> Iterable[Suggestion]:
    ranked = []
    for title in titles(version()):
        place = _match_rank(typed, title)
        if place is not None:
            ranked.append(((title.language != language, place, len(title.title)), title))
    best: dict[object, Title] = {}
    for _rank, title in sorted(ranked, key=lambda item: item[0]):
        best.setdefault(title.key, title)
    wanted = [title.page for title in best.values()][:_CANDIDATES]
    # The cached titles may be older than the last restriction, so visibility is checked again.
    pages = indexable_pages().filter(pk__in=wanted).select_related("locale")
    known: dict[int, Page] = {page.pk: page for page in pages}
    for pk in wanted:
        if page := known.get(pk):
            kind = declared_kind(page.cached_content_type.model_class())
            code = page.locale.language_code
            yield Suggestion(
                label=page.title,
                language=code,
                language_name=_language_name(code, language),
                kind=capfirst(kind.name) if kind and kind.is_detail else "",
                url=page.get_url(request) or "",
            )


def _match_rank(typed: str, title: Title) -> int | None:
    """Return how well a title matches: 0 for its beginning, 1 for a word's, 2 inside; None if not.

    A match inside a word says little, except in scripts without spaces between words.
    """
    at = title.folded.find(typed)
    if at == 0:
        return 0
    if at < 0:
        return None
    if f" {typed}" in title.folded:
        return 1
    return 2 if len(typed) > 3 or not typed.isascii() else None
