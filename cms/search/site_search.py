"""Site search: the passages that match a query well enough, and corrected spelling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from assistant.answering import log_odds
from assistant.retrieval import Hit, group_of, retrieve, stale_pages
from assistant.text import corrected, detect_language, fold
from cms.models import GlossaryTerm, declared_kind
from cms.search.excerpts import Piece, excerpt
from cms.search.facets import Entry
from cms.search.vocabulary import version, words_of

#: Most pages and documents that a search finds; the retriever returns hardly more.
_MAX_RESULTS = 60
#: The log-odds from which a passage in another language than the query's is a result: above those
#: of queries about things that the site does not have. docs/figures.md, search across languages.
_ACROSS_LANGUAGES = 1.9
DOCUMENT, OTHER_PAGE = "document", "page"


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchResult:
    """A result as shown: its title and address, and the excerpt that shows why it was found."""

    title: str
    url: str
    locale: str
    heading: str
    page: int | None
    stale: bool
    pieces: list[Piece]


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchFindings:
    """What a search found, best first.

    `found` and `entries` belong together: an entry's primary key is the position in `found`.
    `searched` is the query that was used; `corrected` is true if it differs from the reader's,
    which found nothing. `suggestion` is a query that may find more.
    """

    searched: str
    corrected: bool
    suggestion: str
    found: tuple[Hit, ...]
    entries: list[Entry]


def find(query: str, language: str, *, literally: bool = False) -> SearchFindings:
    """Search for a query in the site's language; `literally` without correcting its spelling.

    Raises AssistantError as `assistant.retrieval.pipeline.search` does.
    """
    found, complete = _retrieve(query, language)
    better = None
    if not complete and not literally:
        better = corrected_query(query, language)
    if found or better is None:
        return _findings(query, found, suggestion=better or "")
    found, _complete = _retrieve(better, language)
    if not found:
        return _findings(query, ())
    return replace(_findings(better, found), corrected=True)


def _retrieve(query: str, language: str) -> tuple[tuple[Hit, ...], bool]:
    """Return the hits that match the query, and whether one of their pages has all its words."""
    retrieved = retrieve(
        query, language, groups=_MAX_RESULTS, judged_groups=_MAX_RESULTS, is_relevant=is_result
    )
    groups = {group_of(item.source) for item in retrieved.hits}
    complete = any(item.coverage > 0.99 for item in retrieved.judged if item.group in groups)
    return retrieved.hits, complete


def is_result(item: Hit, language: str | None) -> bool:
    """Return whether a passage is a result for a query in the language.

    It is one if its words or its sense say so, by the measure with which the assistant judges
    answerability, the same in all languages. The language of a query of few words is often
    recognised wrongly, so matching words count whatever the language.
    """
    if log_odds(item, None) > 0:
        return True
    across = language is not None and language != item.source.locale
    return across and log_odds(item, language) > _ACROSS_LANGUAGES


def _findings(query: str, found: Sequence[Hit], suggestion: str = "") -> SearchFindings:
    entries = [
        Entry(
            pk=position,
            values={
                "kind": frozenset({kind_of(item)}),
                "language": frozenset({item.source.locale}),
            },
        )
        for position, item in enumerate(found)
    ]
    return SearchFindings(
        searched=query,
        corrected=False,
        suggestion=suggestion,
        found=tuple(found),
        entries=entries,
    )


def kind_of(item: Hit) -> str:
    """Return the kind of a hit's source by its card, such as "programme", "page" or "document"."""
    page = item.source.page
    if page is None:
        return DOCUMENT
    kind = declared_kind(page.cached_content_type.model_class())
    return kind.card if kind else OTHER_PAGE


def search_results(found: Sequence[Hit], query: str, request: HttpRequest) -> list[SearchResult]:
    """Return the hits as results to show."""
    stale = stale_pages(item.source.page_id for item in found if item.source.page_id)
    return [
        SearchResult(
            title=item.source.title,
            url=_url(item, request),
            locale=item.source.locale,
            heading=item.passage.heading,
            page=item.passage.page,
            stale=item.source.page_id in stale,
            pieces=excerpt(item.passage.text, query),
        )
        for item in found
    ]


def _url(item: Hit, request: HttpRequest) -> str:
    """Return the address within the site.

    A document's address is that of Wagtail's view, which checks who may read it.
    """
    source, passage = item.source, item.passage
    if source.page:
        anchor = f"#{quote(passage.anchor)}" if passage.anchor else ""
        return f"{source.page.get_url(request) or ''}{anchor}"
    document: Any = source.document
    return f"{document.url}#page={passage.page}" if passage.page else str(document.url)


def corrected_query(query: str, language: str) -> str | None:
    """Return the query, its spelling corrected by the site's public words; None if unchanged."""
    wanted = [language, detect_language(query), settings.LANGUAGE_CODE]
    languages = dict.fromkeys(code for code in wanted if code)
    current = version()
    return corrected(query, [words_of(code, current) for code in languages])


def glossary_term(query: str, language: str) -> GlossaryTerm | None:
    """Return the glossary's term of exactly this name, if possible in the reader's language."""
    wanted = fold(query)
    key = None
    for term in GlossaryTerm.objects.defer("definition").select_related("locale"):
        if any(fold(name) == wanted for name in term.names):
            key = term.translation_key
            if term.locale.language_code == language:
                break
    if key is None:
        return None
    same = GlossaryTerm.objects.filter(translation_key=key).select_related("locale")
    order = [language, settings.LANGUAGE_CODE]
    return min(
        same,
        key=lambda term: (
            order.index(term.locale.language_code) if term.locale.language_code in order else 2
        ),
        default=None,
    )
