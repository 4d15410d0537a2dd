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
from wagtail.models import Page, Site

from assistant import editions, lexical, stored_vectors, vectors
from assistant.analysis import terms
from assistant.chunking import PassageText, embedded_text
from assistant.exceptions import ProviderError
from assistant.found import Found, named, of, public
from assistant.fusion import fuse
from assistant.languages import default_language, detect_language, resolve_language
from assistant.models import Edition, Passage
from assistant.questions import subject
from assistant.reading_language import in_languages
from assistant.translations import stale_pages
from assistant.types import Result
from assistant.visibility import visible_sources

logger = logging.getLogger(__name__)

_words_alone = False

#: Candidates from each language's dense index, and from the lexical index over all languages.
_DENSE, _LEXICAL = 20, 40
#: Candidates by which it is judged whether there is an answer.
_JUDGED = 3


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
    vector: np.ndarray | None = None,
) -> Retrieved:
    """The best passages of the best `groups` pages and documents, in the reader's language.

    Of the best `judged` the candidates say how well they fit. With `fitting`, which is asked about
    a candidate and the question's language, only those pages and documents that fit are found.
    `vector` is the question's, where it was embedded before.
    """
    edition = editions.in_force()
    language = detect_language(question)
    words = subject(question, language)
    vector = embed(question, edition) if vector is None else vector
    # The dense side is asked in threads of its own, the words meanwhile.
    asked = None if vector is None else vectors.ask(edition, vector, _DENSE)
    counts = lexical.counts(words)
    weights = lexical.weights(edition.pk, terms(words), language, counts)
    lexical_scores = dict(lexical.search(edition.pk, words, _LEXICAL, counts))
    dense = dict(asked()) if asked else {}
    found = _candidates(edition, dense, lexical_scores, vector)
    best = _best(edition, found, max(groups, judged))
    candidates = [_judged(items, language, weights) for items in list(best.values())[:judged]]
    if fitting is not None:
        kept = {item.group for item in candidates if fitting(item, language)}
        best = {group: items for group, items in best.items() if group in kept}
    chosen = dict(list(best.items())[:groups])
    shown = in_languages(edition, chosen, (locale, default_language()), per_group)
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


def _candidates(
    edition: Edition,
    dense: Mapping[int, float],
    lexical_scores: Mapping[int, float],
    vector: np.ndarray | None,
) -> dict[str, list[_Candidate]]:
    """Public passages near to the question's words or to its vector by group, best first."""
    groups, rows = _visible_rows({*dense, *lexical_scores})
    cosines: dict[int, float | None] = {passage: dense.get(passage) for passage, _, _ in rows}
    if vector is not None:
        by_words = {passage: key for passage, _, key in rows if passage not in dense}
        known = stored_vectors.passages(edition.model, by_words.values())
        for passage, key in by_words.items():
            cosines[passage] = float(known[key] @ vector) if key in known else None
    scores = fuse(cosines, lexical_scores)
    found: dict[str, list[_Candidate]] = {}
    for passage, source, _ in sorted(rows, key=lambda row: -scores[row[0]]):
        found.setdefault(groups[source], []).append(
            _Candidate(passage, source, scores[passage], cosines[passage])
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
    visible = visible_sources({source for _, source, _ in rows})
    groups = {
        source: named(key, document)
        for source, key, document in visible.values_list(
            "pk", "page__translation_key", "document_id"
        )
    }
    return groups, [row for row in rows if row[1] in groups]


def _best(
    edition: Edition, candidates: Mapping[str, list[_Candidate]], groups: int
) -> dict[str, list[Found]]:
    """The first groups, read; those that are public at this moment still."""
    wanted = {item.passage: item for items in list(candidates.values())[:groups] for item in items}
    rows = list(Passage.objects.filter(pk__in=list(wanted)))
    vectors_of = stored_vectors.passages(edition.model, (row.text_hash for row in rows))
    passages = of(public({item.source for item in wanted.values()}), rows)
    best: dict[str, list[Found]] = {}
    for number, item in wanted.items():
        if number in passages:
            found = Found(
                passage=passages[number],
                score=item.score,
                cosine=item.cosine,
                vector=vectors_of.get(passages[number].text_hash),
            )
            best.setdefault(found.group, []).append(found)
    return best


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


def results(found: Iterable[Found]) -> list[Result]:
    """What a channel may show of passages, with addresses and staleness of this moment."""
    items = list(found)
    stale = stale_pages(item.source.page_id for item in items if item.source.page_id)
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
    url = document_url(source.document)
    return f"{url}#page={passage.page}" if passage.page else url


def document_url(document: Any) -> str:
    """The absolute address of Wagtail's own view of a document."""
    site = Site.objects.filter(is_default_site=True).first()
    return urljoin(f"{site.root_url}/" if site else "", document.url)
