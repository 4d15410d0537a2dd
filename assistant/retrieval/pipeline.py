"""The retrieval pipeline: finds public candidates, scores them, and chooses among translations.

Candidates come from vectors and from words. Owns which passages answer a question, and in which
language they are shown. Refuses to know how an answer is worded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from assistant.embedding import QueryEmbedding
from assistant.index import embeddings_table
from assistant.models import Edition
from assistant.retrieval import features
from assistant.retrieval.hits import Hit
from assistant.retrieval.passage_rows import (
    PublicRow,
    passages_about,
    passages_of,
    public_rows,
    public_sources,
    with_sources,
)
from assistant.retrieval.pending_search import PendingSearch, WordMatches, start_search
from assistant.retrieval.results import results
from assistant.retrieval.translation_groups import in_languages
from assistant.retrieval.word_coverage import word_coverage
from assistant.scoring import Features, scores
from assistant.text import default_language, resolve_language
from assistant.types import Result

#: Number of candidates by vectors, over all languages.
_MAX_DENSE = 96
#: Limits on the passages that are measured by their sentences and tokens too: of all, of one page
#: with its translations, and of one language of a page, so that none crowds out the others.
_MAX_MEASURED, _MAX_OF_GROUP, _MAX_OF_SOURCE = 64, 6, 3
#: Number of pages and documents by which answerability is judged.
_JUDGED_GROUPS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrieved:
    """The result of a search: the passages to show, best first, and those by which it is judged.

    `hits` are the passages to show; those of one page are together. `judged` are the best
    passages of the best pages before the reader's language was chosen: in the question's language
    if the page has it, so that words can be compared. `question` is what was searched for, and
    `language` its language, or None if it can't be told. `vector` is the question's, float32, shape
    (dimensions,), or None while the embedding model is down.
    """

    hits: tuple[Hit, ...]
    judged: tuple[Hit, ...]
    question: str
    language: str | None
    vector: np.ndarray | None


def search(question: str, *, locale: str | None = None, limit: int = 10) -> list[Result]:
    """Return public passages for a question, one for each page or document, best first.

    Pages are shown in the reader's language if they have it. Raises UnsupportedLocale, and
    ProviderError if there is neither an index nor a model.
    """
    retrieved = retrieve(question, resolve_language(locale, question), groups=limit)
    return results(retrieved.hits)


def warm_up() -> None:
    """Load what the first question would otherwise wait for."""
    retrieve("warm up", default_language(), groups=1)


def retrieve(
    question: str,
    locale: str,
    *,
    groups: int = 10,
    per_group: int = 1,
    judged_groups: int = _JUDGED_GROUPS,
    is_relevant: Callable[[Hit, str | None], bool] | None = None,
    pending: PendingSearch | None = None,
    about: Collection[int] = (),
    bonus: float = 0.0,
) -> Retrieved:
    """Return the best passages of the best `groups` pages and documents, in the reader's language.

    At most `per_group` passages are returned for each. `judged_groups` is the number of `judged`
    hits. If `is_relevant` is given, it is called with each candidate and the question's language,
    and only pages and documents for which it returns True are kept. `pending` is the search for
    this question, if it was started before. `about` are sources that the question is likely to be
    about: their passages are candidates, and score `bonus` higher.
    """
    if pending is None or pending.question != question:
        pending = start_search(question)
    edition, language = pending.edition, pending.language
    asked = pending.embedded()
    near = pending.near()
    candidates = _candidates(edition, asked, near, pending.words, about, bonus)
    measured = _with_features(edition, asked, candidates, pending.words.vectors, about, bonus)
    best = _best(edition, asked, measured, max(groups, judged_groups), language)
    judges = [
        _hit_to_judge(items, language, pending.words)
        for items in list(best.values())[:judged_groups]
    ]
    if is_relevant is not None:
        kept = {item.group for item in judges if is_relevant(item, language)}
        best = {group: items for group, items in best.items() if group in kept}
    chosen = dict(list(best.items())[:groups])
    shown = in_languages(edition, chosen, (locale, default_language()), per_group)
    ranked = [
        item
        for group, items in chosen.items()
        for item in (shown.get(group) or _one_language(items))[:per_group]
    ]
    return Retrieved(
        hits=tuple(ranked),
        judged=tuple(judges),
        question=question,
        language=language,
        vector=asked.vector if asked else None,
    )


class _Candidate(NamedTuple):
    """A passage before it is read: most are not shown."""

    row: PublicRow
    score: float
    features: Features
    vector: np.ndarray | None = None


def _candidates(
    edition: Edition,
    asked: QueryEmbedding | None,
    near: Iterable[tuple[int, float]],
    words: WordMatches,
    about: Collection[int],
    bonus: float,
) -> dict[str, list[_Candidate]]:
    """Return public passages near the question's words or vector by group, best first.

    They are scored by their words and vectors only. Those of the sources `about` are among them.
    """
    dense = dict(sorted(near, key=lambda each: -each[1])[:_MAX_DENSE])
    others = dense.keys() | passages_about(edition.pk, about)
    rows = [*words.rows, *public_rows(others - words.passages, words.rows)]
    # Sorted, so that equal scores have the same order however the passages were found.
    rows.sort()
    nearness: dict[int, float] = {}
    if asked is not None:
        # The stored cosines are with a vector of length 1; `aligned` has another length.
        length = float(np.linalg.norm(asked.aligned))
        for row in rows:
            if row.passage in dense:
                nearness[row.passage] = dense[row.passage] * length
            elif row.text_hash in words.vectors:
                nearness[row.passage] = float(words.vectors[row.text_hash] @ asked.aligned)
    measured = [
        Features(passage=nearness.get(row.passage), words=words.shares.get(row.passage, 0))
        for row in rows
    ]
    scored = _with_bonus(scores(measured, spread=features.spread_of(edition)), rows, about, bonus)
    found: dict[str, list[_Candidate]] = {}
    for n in sorted(range(len(rows)), key=lambda n: -scored[n]):
        found.setdefault(rows[n].group, []).append(_Candidate(rows[n], scored[n], measured[n]))
    return found


def _with_features(
    edition: Edition,
    asked: QueryEmbedding | None,
    candidates: Mapping[str, list[_Candidate]],
    vectors: Mapping[str, np.ndarray],
    about: Collection[int],
    bonus: float,
) -> dict[str, list[_Candidate]]:
    """Return the best candidates by group, best first, scored by their sentences and tokens too.

    `vectors` has the vectors that are known already, by text hash.
    """
    items = [item for each in candidates.values() for item in _limited(each, about)]
    measurable = items[:_MAX_MEASURED]
    measured = [item.features for item in items]
    known = dict(vectors)
    if asked is not None:
        hashes = [item.row.text_hash for item in measurable]
        words = [item.features.words for item in measurable]
        measured[: len(measurable)] = features.measure(edition, asked, hashes, words, known)
    found = [item.row for item in items]
    scored = _with_bonus(scores(measured, spread=features.spread_of(edition)), found, about, bonus)
    best: dict[str, list[_Candidate]] = {}
    for n in sorted(range(len(items)), key=lambda n: -scored[n]):
        row = items[n].row
        best.setdefault(row.group, []).append(
            _Candidate(row, scored[n], measured[n], known.get(row.text_hash))
        )
    return best


def _with_bonus(
    scored: list[float], rows: Sequence[PublicRow], about: Collection[int], bonus: float
) -> list[float]:
    """Return the scores, those of the sources `about` with the bonus."""
    return [
        score + bonus if row.source in about else score
        for score, row in zip(scored, rows, strict=True)
    ]


def _limited(items: list[_Candidate], about: Collection[int]) -> list[_Candidate]:
    """Return the best candidates of a page, with a limited number from each of its languages.

    What the question is about may crowd out the others.
    """
    if items[0].row.source in about:
        return items
    taken: dict[int, int] = {}
    few: list[_Candidate] = []
    for item in items:
        number = taken.get(item.row.source, 0)
        if number < _MAX_OF_SOURCE and len(few) < _MAX_OF_GROUP:
            taken[item.row.source] = number + 1
            few.append(item)
    return few


def _best(
    edition: Edition,
    asked: QueryEmbedding | None,
    candidates: Mapping[str, list[_Candidate]],
    groups: int,
    language: str | None,
) -> dict[str, list[Hit]]:
    """Return the hits of the first `groups` that are still public, by group.

    Of each only those are read that may be shown or judged: the passages of the best source, and
    the best one in the question's language.
    """
    wanted = {
        item.row.passage: item
        for items in list(candidates.values())[:groups]
        for item in _shown_or_judged(items, language)
    }
    rows = passages_of(wanted)
    passages = with_sources(public_sources({item.row.source for item in wanted.values()}), rows)
    unread = [item.row.text_hash for item in wanted.values() if asked and item.vector is None]
    read = embeddings_table.passage_vectors(edition.model, unread)
    best: dict[str, list[Hit]] = {}
    for number, item in wanted.items():
        if number in passages:
            vector = read.get(item.row.text_hash) if item.vector is None else item.vector
            cosine = None if asked is None or vector is None else float(vector @ asked.vector)
            found = Hit(
                passage=passages[number],
                score=item.score,
                cosine=cosine,
                vector=vector,
                features=item.features,
            )
            best.setdefault(found.group, []).append(found)
    return best


def _shown_or_judged(items: list[_Candidate], language: str | None) -> list[_Candidate]:
    """Return the candidates of the best source, and the best one in the question's language."""
    own = next((item for item in items if item.row.locale == language), None)
    return [item for item in items if item is own or item.row.source == items[0].row.source]


def _hit_to_judge(items: list[Hit], language: str | None, words: WordMatches) -> Hit:
    """Return the page's best hit in the question's language, or its best hit if it has none.

    Its coverage is computed.
    """
    item = next((item for item in items if item.source.locale == language), items[0])
    return replace(item, coverage=word_coverage(words.weights, words.synonyms, item.passage))


def _one_language(items: list[Hit]) -> list[Hit]:
    """Return the passages of the best source, so that no page is quoted in two languages."""
    return [item for item in items if item.source.pk == items[0].source.pk]
