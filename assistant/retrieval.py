"""Retrieval: dense and lexical candidates, fused, kept to what is public now, one result a page.

Owns which passages answer a question and in which language they are shown. Refuses to know how
an answer is worded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin

import numpy as np
from wagtail.models import Page, Site

from assistant import measuring, stored_vectors, vectors
from assistant.analysis import beginning, beginnings
from assistant.begun import Begun, Words, begin
from assistant.chunking import PassageText, embedded_text
from assistant.encoders.alignment import unit
from assistant.fitting import Fit, scores
from assistant.found import Found, named, of, passages_of, public
from assistant.kept_queries import KeptQuery
from assistant.languages import default_language, resolve_language
from assistant.models import Edition, Passage
from assistant.providers import Question
from assistant.reading_language import in_languages
from assistant.translations import stale_pages
from assistant.types import Result
from assistant.visibility import visible_rows

#: Candidates from each language's dense index.
_DENSE = 20
#: Passages whose sentences and tokens are looked at, how many of one page, its translations
#: included, at most, and how many of one language of it, so that none crowds out the others.
_MEASURED, _OF_GROUP, _OF_SOURCE = 64, 6, 3
#: Candidates by which it is judged whether there is an answer.
_JUDGED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrieved:
    """What was found for a question: passages to show, best first, and what they are judged by.

    Passages of one page stand together. `candidates` are the best passages of the best pages,
    before the reader's language took their place: in the question's own language where the page
    has it, so that its words can be compared.
    `question` is what was searched for, `language` its language, where it can be told, and
    `vector` its embedding, or None while the embedding model is down.
    """

    found: tuple[Found, ...]
    candidates: tuple[Found, ...]
    question: str
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
    begun: Begun | None = None,
) -> Retrieved:
    """The best passages of the best `groups` pages and documents, in the reader's language.

    Of the best `judged` the candidates say how well they fit. With `fitting`, which is asked about
    a candidate and the question's language, only those pages and documents that fit are found.
    `begun` is the search for this question, where it was begun before.
    """
    if begun is None or begun.question != question:
        begun = begin(question)
    edition, language = begun.edition, begun.language
    asked = begun.embedded()
    near = None if asked is None else vectors.ask(edition, unit(asked.aligned), _DENSE)
    candidates = _candidates(edition, asked, near() if near else [], begun.words)
    best = _best(edition, asked, _measured(edition, asked, candidates), max(groups, judged))
    judges = [
        _judged(items, language, begun.words.weights) for items in list(best.values())[:judged]
    ]
    if fitting is not None:
        kept = {item.group for item in judges if fitting(item, language)}
        best = {group: items for group, items in best.items() if group in kept}
    chosen = dict(list(best.items())[:groups])
    shown = in_languages(edition, chosen, (locale, default_language()), per_group)
    ranked = [
        item
        for group, items in chosen.items()
        for item in (shown.get(group) or _one_language(items))[:per_group]
    ]
    return Retrieved(
        found=tuple(ranked),
        candidates=tuple(judges),
        question=question,
        language=language,
        vector=asked.vector if asked else None,
    )


class _Candidate(NamedTuple):
    """A passage before it is read: most are not shown."""

    passage: int
    source: int
    text_hash: str
    score: float
    fit: Fit
    vector: np.ndarray | None = None


def _candidates(
    edition: Edition,
    asked: Question | None,
    near: Iterable[tuple[int, float]],
    words: Words,
) -> dict[str, list[_Candidate]]:
    """Public passages near to the question's words or to its vector by group, best first.

    Judged by their vectors and words only.
    """
    dense = dict(near)
    groups, rows = _visible_rows({*dense, *words.passages})
    nearness: dict[int, float] = {}
    if asked is not None:
        # A cosine is with a vector of length 1, which what was asked with is not.
        length = float(np.linalg.norm(asked.aligned))
        unseen = {key for passage, _, key in rows if passage not in dense}
        known = stored_vectors.passages(edition.model, unseen)
        for passage, _, key in rows:
            if passage in dense:
                nearness[passage] = dense[passage] * length
            elif key in known:
                nearness[passage] = float(known[key] @ asked.aligned)
    ordered = [
        Fit(passage=nearness.get(passage), words=words.shares.get(passage, 0))
        for passage, _, _ in rows
    ]
    scored = scores(ordered, spread=measuring.spread_of(edition))
    found: dict[str, list[_Candidate]] = {}
    for n in sorted(range(len(rows)), key=lambda n: -scored[n]):
        passage, source, key = rows[n]
        found.setdefault(groups[source], []).append(
            _Candidate(passage, source, key, scored[n], ordered[n])
        )
    return found


def _measured(
    edition: Edition, asked: Question | None, candidates: Mapping[str, list[_Candidate]]
) -> dict[str, list[_Candidate]]:
    """The same, the best of them measured by their sentences and tokens too; best first."""
    rows = [(group, item) for group, items in candidates.items() for item in _few(items)]
    few = [item for _, item in rows[:_MEASURED]]
    fits = [item.fit for _, item in rows]
    known: dict[str, np.ndarray] = {}
    if asked is not None:
        hashes = [item.text_hash for item in few]
        known = stored_vectors.passages(edition.model, hashes)
        words = [item.fit.words for item in few]
        fits[: len(few)] = measuring.fits(edition, asked, hashes, words, known)
    scored = scores(fits, spread=measuring.spread_of(edition))
    best: dict[str, list[_Candidate]] = {}
    for n in sorted(range(len(rows)), key=lambda n: -scored[n]):
        group, item = rows[n]
        best.setdefault(group, []).append(
            item._replace(score=scored[n], fit=fits[n], vector=known.get(item.text_hash))
        )
    return best


def _few(items: list[_Candidate]) -> list[_Candidate]:
    """The best passages of a page, some of each of its languages."""
    taken: dict[int, int] = {}
    few: list[_Candidate] = []
    for item in items:
        number = taken.get(item.source, 0)
        if number < _OF_SOURCE and len(few) < _OF_GROUP:
            taken[item.source] = number + 1
            few.append(item)
    return few


def _visible_rows(ids: Iterable[int]) -> tuple[dict[int, str], list[tuple[int, int, str]]]:
    """Of the passages whose source is public at this moment: the sources' groups, and the rows
    (passage, source, text hash).

    Two queries: many passages are of one page, which is judged once.
    """
    rows: list[tuple[int, int, str]] = _ROWS.rows(ids)
    visible = _GROUPS.rows({source for _, source, _ in rows})
    groups = {source: named(key, document) for source, key, document in visible}
    return groups, [row for row in rows if row[1] in groups]


_ROWS = KeptQuery(
    lambda ids: (
        Passage.objects.filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", "source_id", "text_hash")
    )
)
_GROUPS = visible_rows(lambda: ["pk", "page__translation_key", "document_id"])


def _best(
    edition: Edition,
    asked: Question | None,
    candidates: Mapping[str, list[_Candidate]],
    groups: int,
) -> dict[str, list[Found]]:
    """The first groups, read; those that are public at this moment still."""
    wanted = {item.passage: item for items in list(candidates.values())[:groups] for item in items}
    rows = passages_of(wanted)
    passages = of(public({item.source for item in wanted.values()}), rows)
    unread = (item.text_hash for item in wanted.values() if asked and item.vector is None)
    read = stored_vectors.passages(edition.model, unread)
    best: dict[str, list[Found]] = {}
    for number, item in wanted.items():
        if number in passages:
            vector = read.get(item.text_hash) if item.vector is None else item.vector
            cosine = None if asked is None or vector is None else float(vector @ asked.vector)
            found = Found(
                passage=passages[number],
                score=item.score,
                cosine=cosine,
                vector=vector,
                fit=item.fit,
            )
            best.setdefault(found.group, []).append(found)
    return best


def coverage(weights: Mapping[str, float], passage: Passage) -> float:
    """The share of the question's terms, by weight, that stand in the passage or above it."""
    total = sum(weights.values())
    if not total:
        return 0.0
    text = PassageText(heading=passage.heading, text=passage.text)
    present = set(beginnings(embedded_text(passage.source.title, text)))
    return sum(weight for term, weight in weights.items() if beginning(term) in present) / total


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
