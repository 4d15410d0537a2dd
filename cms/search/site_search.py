"""Site search: what the index finds, cut where it no longer fits, and spelled as it was meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from assistant.answering import log_odds
from assistant.retrieval import Hit, group_of, retrieve, stale_pages
from assistant.text import detect_language, fold
from cms.models import GlossaryTerm, declared_kind
from cms.search.excerpts import Piece, excerpt
from cms.search.facets import Entry
from cms.search.spelling import corrected
from cms.search.vocabulary import version, words_of

#: Pages and documents that one search may find; the index offers hardly more.
_MOST = 60
#: The log-odds from which on a passage in another language than the query's is a result. Tried
#: with 32 sensible queries and 23 about things the sample does not have, in eleven languages: all
#: of the latter stay below, at up to 1.5.
_ACROSS_LANGUAGES = 1.7
DOCUMENT, OTHER_PAGE = "document", "page"


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchResult:
    """A page or document found: where it opens, and the part that shows why."""

    title: str
    url: str
    locale: str
    heading: str
    page: int | None
    stale: bool
    pieces: list[Piece]


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What was found, best first. `found` and `entries` have the same keys: their positions.

    `searched` is the query that found it: another than the reader's where `corrected`, because
    theirs found nothing. `suggestion` is one that may find more.
    """

    searched: str
    corrected: bool
    suggestion: str
    found: tuple[Hit, ...]
    entries: list[Entry]


def find(query: str, language: str, *, literally: bool = False) -> Findings:
    """Search for the query in the site's language; `literally` without correcting it.

    Raises AssistantError as `assistant.retrieval.pipeline.search` does.
    """
    found, complete = _fitting(query, language)
    better = None
    if not complete and not literally:
        better = meant(query, language)
    if found or better is None:
        return _findings(query, found, suggestion=better or "")
    found, _complete = _fitting(better, language)
    if not found:
        return _findings(query, ())
    return replace(_findings(better, found), corrected=True)


def _fitting(query: str, language: str) -> tuple[tuple[Hit, ...], bool]:
    """What fits the query, best first, and whether the best of it has all of its words."""
    retrieved = retrieve(query, language, groups=_MOST, judged_groups=_MOST, is_relevant=fits)
    groups = {group_of(item.source) for item in retrieved.hits}
    complete = any(item.coverage > 0.99 for item in retrieved.judged if item.group in groups)
    return retrieved.hits, complete


def fits(item: Hit, language: str | None) -> bool:
    """Whether a passage is a result for a query in the language, as far as that can be told.

    Its words or its sense must bear it out: by the measure by which the assistant judges whether
    there is an answer, the same for all languages. A query of few words often passes for one of
    another language, so the words count however it was taken.
    """
    if log_odds(item, None) > 0:
        return True
    across = language is not None and language != item.source.locale
    return across and log_odds(item, language) > _ACROSS_LANGUAGES


def _findings(query: str, found: Sequence[Hit], suggestion: str = "") -> Findings:
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
    return Findings(
        searched=query,
        corrected=False,
        suggestion=suggestion,
        found=tuple(found),
        entries=entries,
    )


def kind_of(item: Hit) -> str:
    """What was found, by the name of its kind's card: "programme", "page" or "document"."""
    page = item.source.page
    if page is None:
        return DOCUMENT
    kind = declared_kind(page.cached_content_type.model_class())
    return kind.card if kind else OTHER_PAGE


def hits(found: Sequence[Hit], query: str, request: HttpRequest) -> list[SearchResult]:
    """What to show of these results."""
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
    """The address within the site; a document's is Wagtail's view, which checks who may read it."""
    source, passage = item.source, item.passage
    if source.page:
        anchor = f"#{quote(passage.anchor)}" if passage.anchor else ""
        return f"{source.page.get_url(request) or ''}{anchor}"
    document: Any = source.document
    return f"{document.url}#page={passage.page}" if passage.page else str(document.url)


def meant(query: str, language: str) -> str | None:
    """The query as it was probably meant, in words of the site's public content; else None."""
    wanted = [language, detect_language(query), settings.LANGUAGE_CODE]
    languages = dict.fromkeys(code for code in wanted if code)
    current = version()
    return corrected(query, [words_of(code, current) for code in languages])


def term_for(query: str, language: str) -> GlossaryTerm | None:
    """The glossary's entry for exactly this term, in the reader's language where there is one."""
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
