"""Retrieval: dense and lexical candidates, fused, kept to what is public now, one result a page.

Owns which passages answer a question and in which language they are shown. Refuses to know how
an answer is worded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin

import numpy as np
from django.db.models import QuerySet
from wagtail.models import Page, Site

from assistant import editions, lexical, stored_vectors, vectors
from assistant.analysis import terms
from assistant.chunking import PassageText, embedded_text
from assistant.exceptions import ProviderError
from assistant.fusion import fuse
from assistant.languages import default_language, detect_language, resolve_language
from assistant.models import Edition, Passage, Source
from assistant.questions import subject
from assistant.translations import stale_pages
from assistant.types import Result
from assistant.visibility import visible_sources

logger = logging.getLogger(__name__)

_words_alone = False

#: Candidates from each language's dense index, and from the lexical index over all languages.
_DENSE, _LEXICAL = 20, 40
#: Standard deviations of the score for a difference of 1 in the cosine of two passages: what e5's
#: cosines of a page's passages are apart.
_FARTHER = 20.0
#: Candidates by which it is judged whether there is an answer.
_JUDGED = 3
#: A stale translation is shown only if it has the passage that was found: its cosine with it. The
#: passages of a page and its translations are about .9 to .95 apart with e5, others below.
_SAME_PASSAGE = 0.9


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A passage and its fit. `coverage`, the share of the question's words that it has, is known
    of the candidates by which an answer is judged.

    `vector` is None where the passage is not embedded (yet), and `cosine` where either it or the
    question is not: it was found by its words alone.
    """

    passage: Passage
    score: float
    cosine: float | None
    vector: np.ndarray | None
    coverage: float = 0.0

    @property
    def source(self) -> Source:
        """Its page or document."""
        return self.passage.source

    @property
    def group(self) -> str:
        """The same for all translations of a page."""
        return group_of(self.source)


def group_of(source: Source) -> str:
    """A page's name for itself and its translations; a document's for itself."""
    page = source.page
    return _group(page.translation_key if page else None, source.document_id)


def _group(translation_key: object, document: int | None) -> str:
    return f"page:{translation_key}" if translation_key else f"document:{document}"


def _stale(found: Iterable[Found]) -> set[int]:
    """The ids of pages among these that are behind their original."""
    return stale_pages(item.source.page_id for item in found if item.source.page_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrieved:
    """What was found for a question: passages to show, best first, and what they are judged by.

    Passages of one page stand together. `candidates` are the best passages of the best pages,
    before the reader's language took their place: in the question's own language where the page
    has it, so that its words can be compared.
    `language` is the question's, where it can be told, and `vector` its embedding, or None while
    the embedding model is down.
    """

    found: tuple[Found, ...]
    candidates: tuple[Found, ...]
    language: str | None
    vector: np.ndarray | None


def search(question: str, *, locale: str | None = None, limit: int = 10) -> list[Result]:
    """Public passages for a question, one a page or document, in the reader's language if any.

    Raises UnsupportedLocale.
    """
    retrieved = retrieve(question, resolve_language(locale, question), groups=limit)
    return results(retrieved.found)


def warm_up() -> None:
    """Load what the first question would otherwise wait for."""
    retrieve("warm up", default_language(), groups=1)


def retrieve(
    question: str,
    locale: str,
    *,
    groups: int = 10,
    per_group: int = 1,
    judged: int = _JUDGED,
    fitting: Callable[[Found, str | None], bool] | None = None,
) -> Retrieved:
    """The best passages of the best `groups` pages and documents, in the reader's language.

    Of the best `judged` the candidates say how well they fit. With `fitting`, which is asked about
    a candidate and the question's language, only those pages and documents that fit are found.
    """
    edition = editions.in_force()
    language = detect_language(question)
    words = subject(question, language)
    vector = embed(question, edition)
    # The dense side is asked in threads of its own, the words meanwhile.
    asked = None if vector is None else vectors.ask(edition, vector, _DENSE)
    counts = lexical.counts(words)
    weights = lexical.weights(edition.pk, terms(words), language, counts)
    lexical_scores = dict(lexical.search(edition.pk, words, _LEXICAL, counts))
    dense = dict(asked()) if asked else {}
    best = _best(_candidates(edition, dense, lexical_scores, vector), max(groups, judged))
    candidates = [_judged(items, language, weights) for items in list(best.values())[:judged]]
    if fitting is not None:
        kept = {item.group for item in candidates if fitting(item, language)}
        best = {group: items for group, items in best.items() if group in kept}
    chosen = dict(list(best.items())[:groups])
    shown = _in_languages(chosen, (locale, default_language()))
    ranked = [
        item
        for group, items in chosen.items()
        for item in (shown.get(group) or _one_language(items))[:per_group]
    ]
    return Retrieved(
        found=tuple(ranked), candidates=tuple(candidates), language=language, vector=vector
    )


def embed(question: str, edition: Edition | None = None) -> np.ndarray | None:
    """The question's vector, or None while the model is down: words alone find much."""
    global _words_alone
    try:
        edition = edition or editions.in_force()
        vector = editions.checked(edition, editions.embedder_of(edition).query(question))
        _words_alone = False
        return vector
    except ProviderError as error:
        _words_alone = True
        # One line: an outage shows at every question, and its trace says no more.
        logger.warning("Searching by words alone: %s", error)
        return None


def searches_by_words_alone() -> bool:
    """Whether this process's last question had to do without the embedding model."""
    return _words_alone


class _Candidate(NamedTuple):
    """A passage before it is read: most are not shown."""

    passage: int
    source: int
    score: float
    cosine: float | None
    vector: np.ndarray | None


def _candidates(
    edition: Edition,
    dense: Mapping[int, float],
    lexical_scores: Mapping[int, float],
    vector: np.ndarray | None,
) -> dict[str, list[_Candidate]]:
    """Public passages near to the question's words or to its vector by group, best first."""
    groups, rows = _visible_rows({*dense, *lexical_scores})
    known = stored_vectors.passages(edition.model, (text_hash for _, _, text_hash in rows))
    cosines = {
        passage: float(known[text_hash] @ vector) if text_hash in known else None
        for passage, _, text_hash in rows
        if vector is not None
    }
    scores = fuse({passage: cosines.get(passage) for passage, _, _ in rows}, lexical_scores)
    found: dict[str, list[_Candidate]] = {}
    for passage, source, text_hash in sorted(rows, key=lambda row: -scores[row[0]]):
        found.setdefault(groups[source], []).append(
            _Candidate(passage, source, scores[passage], cosines.get(passage), known.get(text_hash))
        )
    return found


def _visible_rows(ids: Iterable[int]) -> tuple[dict[int, str], list[tuple[int, int, str]]]:
    """Of the passages whose source is public at this moment: the sources' groups, and the rows
    (passage, source, text hash).

    Two queries: many passages are of one page, which is judged once.
    """
    rows = list(
        Passage.objects.filter(pk__in=list(ids))
        .order_by("pk")
        .values_list("pk", "source_id", "text_hash")
    )
    public = visible_sources({source for _, source, _ in rows})
    groups = {
        source: _group(key, document)
        for source, key, document in public.values_list(
            "pk", "page__translation_key", "document_id"
        )
    }
    return groups, [row for row in rows if row[1] in groups]


def _best(candidates: Mapping[str, list[_Candidate]], groups: int) -> dict[str, list[Found]]:
    """The first groups, read; those that are public at this moment still."""
    wanted = {item.passage: item for items in list(candidates.values())[:groups] for item in items}
    passages = {row.pk: row for row in Passage.objects.filter(pk__in=list(wanted))}
    sources = visible_sources({item.source for item in wanted.values()})
    kept = {row.pk for row in _of(sources, passages.values())}
    best: dict[str, list[Found]] = {}
    for number, item in wanted.items():
        if number in kept:
            found = Found(
                passage=passages[number],
                score=item.score,
                cosine=item.cosine,
                vector=item.vector,
            )
            best.setdefault(found.group, []).append(found)
    return best


def _of(sources: QuerySet[Source], passages: Iterable[Passage]) -> list[Passage]:
    """The passages that are of these sources, which each is given."""
    known = {source.pk: source for source in sources.select_related("page__locale", "document")}
    kept = [passage for passage in passages if passage.source_id in known]
    for passage in kept:
        passage.source = known[passage.source_id]
    return kept


def coverage(weights: Mapping[str, float], passage: Passage) -> float:
    """The share of the question's terms, by weight, that stand in the passage or above it."""
    total = sum(weights.values())
    if not total:
        return 0.0
    text = PassageText(heading=passage.heading, text=passage.text)
    present = set(terms(embedded_text(passage.source.title, text)))
    return sum(weight for term, weight in weights.items() if term in present) / total


def _judged(items: list[Found], language: str | None, weights: Mapping[str, float]) -> Found:
    """The page's best passage in the question's language, or in any where it has none."""
    item = next((item for item in items if item.source.locale == language), items[0])
    return replace(item, coverage=coverage(weights, item.passage))


def _one_language(items: list[Found]) -> list[Found]:
    """The passages of the language that fits best, so that no page is quoted twice."""
    return [item for item in items if item.source.pk == items[0].source.pk]


def _in_languages(
    groups: Mapping[str, list[Found]], wanted: tuple[str, ...]
) -> dict[str, list[Found]]:
    """For pages found in another language, their passages in the first wanted one they have."""
    edition = next((items[0].passage.edition_id for items in groups.values()), None)
    foreign = {
        group: items
        for group, items in groups.items()
        if items[0].source.page and items[0].source.locale != wanted[0]
    }
    near: dict[tuple[str, str], list[tuple[float, Found]]] = {}
    for passage, vector in _passages_of_translations(edition, foreign, wanted):
        best = foreign[group_of(passage.source)][0]
        item = Found(passage=passage, score=best.score, cosine=None, vector=vector)
        near.setdefault((item.group, item.source.locale), []).append(
            (_nearness(passage, vector, best), item)
        )
    for pairs in near.values():
        pairs.sort(key=lambda pair: -pair[0])
    # Of those that have the passage it does not matter, and need not be asked.
    stale = _stale(pairs[0][1] for pairs in near.values() if pairs[0][0] < _SAME_PASSAGE)
    shown: dict[str, list[Found]] = {}
    for group, items in foreign.items():
        for language in wanted:
            if language == items[0].source.locale:
                break
            translated = near.get((group, language), [])
            if translated and translated[0][1].source.page_id not in stale:
                # The nearest stands for the passage found; others fit as much less as they are
                # farther from it.
                nearest = translated[0][0]
                shown[group] = [
                    replace(
                        item, score=item.score - _FARTHER * (nearest - nearness), cosine=nearness
                    )
                    for nearness, item in translated
                ]
                break
    return shown


def _nearness(passage: Passage, vector: np.ndarray | None, found: Found) -> float:
    """How near a passage of a translation is to the one found: its own translation is nearest."""
    if vector is not None and found.vector is not None:
        return float(vector @ found.vector)
    # Not embedded: translations have their passages in one order, and about as many. Whether a
    # stale one has the passage can't be told so.
    return _SAME_PASSAGE - 0.01 * (1 + abs(passage.ordinal - found.passage.ordinal))


def _passages_of_translations(
    edition: int | None, groups: Mapping[str, list[Found]], languages: tuple[str, ...]
) -> list[tuple[Passage, np.ndarray | None]]:
    keys = [
        items[0].source.page.translation_key for items in groups.values() if items[0].source.page
    ]
    if not keys:
        return []
    sources = Source.objects.filter(
        page__translation_key__in=keys, page__locale__language_code__in=languages
    ).values_list("pk", flat=True)
    known_as = list(sources)
    rows = Passage.objects.filter(edition=edition, source__in=known_as)
    passages = _of(visible_sources(known_as), list(rows))
    model = passages[0].edition.model if passages else ""
    known = stored_vectors.passages(model, (passage.text_hash for passage in passages))
    return [(passage, known.get(passage.text_hash)) for passage in passages]


def results(found: Iterable[Found]) -> list[Result]:
    """What a channel may show of passages, with addresses and staleness of this moment."""
    items = list(found)
    stale = _stale(items)
    return [
        Result(
            passage=item.passage.pk,
            source=item.source.pk,
            title=item.source.title,
            url=source_url(item.passage),
            locale=item.source.locale,
            heading=item.passage.heading,
            page=item.passage.page,
            text=item.passage.text,
            stale=item.source.page_id in stale,
            score=item.score,
        )
        for item in items
    ]


def source_url(passage: Passage) -> str:
    """The absolute address that opens the passage: a page at its anchor, a PDF at its page.

    A document's is Wagtail's own view, which checks who may read it, never the file's.
    """
    source = passage.source
    if source.page:
        page: Page = source.page
        anchor = f"#{quote(passage.anchor)}" if passage.anchor else ""
        return f"{page.get_full_url() or ''}{anchor}"
    site = Site.objects.filter(is_default_site=True).first()
    document: Any = source.document
    url = urljoin(f"{site.root_url}/" if site else "", document.url)
    return f"{url}#page={passage.page}" if passage.page else url
