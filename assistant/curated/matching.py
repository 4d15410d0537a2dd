"""Finds the curated answer that a question asks for, by its words or by its meaning."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone

from assistant.curated import wording_vectors
from assistant.curated.agreement import LETTERS_ONLY, WordMeanings, say_the_same
from assistant.curated.wordings import Wording, may_ask_the_same, wording, wordings
from assistant.db import CompiledQuery
from assistant.embedding import unit_vectors
from assistant.exceptions import ProviderError
from assistant.index import editions, lexical
from assistant.models import CuratedAnswer, Edition

#: The lowest cosine at which two wordings may ask the same: in one language, in two languages of
#: one script, and in two scripts, between which the model's cosines are lower. LEAD is how much
#: further above its limit the best answer must be than the next one.
#: Fitted by `tests/benchmarks/curated.py`: docs/figures.md, Limits of curated answers.
SAME_LANGUAGE, SAME_SCRIPT, OTHER_SCRIPT, LEAD = 0.92, 0.89, 0.86, 0.01
#: Seconds for which a process that found the site without curated answers does not query again.
#: An answer that this process saves is found at once.
_EMPTY_SECONDS = 5.0

_empty_until = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveWording:
    """A wording of a live answer; `answer` is the key that translations of an answer share."""

    answer: uuid.UUID
    wording: Wording


def live_answers() -> QuerySet[CuratedAnswer]:
    """Return the curated answers that are published and have not expired."""
    now = timezone.now()
    rows: QuerySet[CuratedAnswer] = CuratedAnswer.objects.filter(
        Q(expire_at=None) | Q(expire_at__gt=now), live=True
    )
    return rows


def expect_answers(**kwargs: object) -> None:
    """Query again at the next question, because an answer was saved or deleted."""
    global _empty_until
    _empty_until = 0.0


def live_wordings() -> Sequence[LiveWording]:
    """Return all wordings of all live answers, in all languages, by one query.

    Without any, nothing is queried for a few seconds.
    """
    global _empty_until
    if time.monotonic() < _empty_until:
        return ()
    now = timezone.now()
    rows = _LIVE_ROWS.rows()
    found = _wordings_of(tuple(tuple(row) for *row, end in rows if end is None or end > now))
    if not found:
        _empty_until = time.monotonic() + _EMPTY_SECONDS
    return found


_LIVE_ROWS = CompiledQuery(
    lambda: (
        CuratedAnswer.objects.filter(live=True)
        .order_by("pk")
        .values_list(
            "translation_key", "locale__language_code", "question", "other_wordings", "expire_at"
        )
    )
)


@lru_cache(maxsize=4)
def _wordings_of(rows: tuple[tuple[uuid.UUID, str, str, str], ...]) -> tuple[LiveWording, ...]:
    """Return the wordings of these rows; the cache serves until an answer changes."""
    return tuple(
        LiveWording(answer=key, wording=one)
        for key, language, question, others in rows
        for one in wordings(question, others, language)
    )


def find_by_words(question: Wording, candidates: Sequence[LiveWording]) -> uuid.UUID | None:
    """Return the answer that has the question word for word, if exactly one has."""
    answers = {entry.answer for entry in candidates if entry.wording.plain == question.plain}
    return answers.pop() if len(answers) == 1 else None


def find_by_meaning(
    text: str,
    language: str,
    vector: np.ndarray | None,
    edition: Edition,
    candidates: Sequence[LiveWording],
) -> uuid.UUID | None:
    """Return the answer that the question asks for by its meaning, or None.

    `vector` is the question's by the edition's model: float32, unit length, shape (dimensions,).
    None means that the model is down: then nothing is found here, and only `find_by_words` helps.
    """
    if vector is None or not candidates:
        return None
    question = wording(" ".join(text.split()), language)
    keys = [entry.wording.key for entry in candidates]
    matrix, rows = wording_vectors.matrix(edition.model, keys, len(vector))
    cosines = matrix @ vector
    scores = [None if row is None else float(cosines[row]) for row in rows]
    index = nearest(
        question,
        [entry.wording for entry in candidates],
        scores,
        _numbered(candidates),
        words=_word_meanings(edition),
    )
    return None if index is None else candidates[index].answer


def nearest(
    question: Wording,
    others: Sequence[Wording],
    cosines: Sequence[float | None],
    answers: Sequence[int],
    lowered: float = 0.0,
    words: WordMeanings = LETTERS_ONLY,
) -> int | None:
    """Return the index of the wording that asks the same, or None.

    It is None if no wording does, or if two answers compete. `cosines` are those of each wording
    with the question, None where one is not embedded yet. `answers` tell which wordings belong to
    one answer: where an answer has wordings in the question's language, only they are compared.
    `lowered` is subtracted from the limits, to measure other limits.
    """
    own = {
        answer
        for other, answer in zip(others, answers, strict=True)
        if other.language == question.language
    }
    matches = []
    for index, (other, cosine) in enumerate(zip(others, cosines, strict=True)):
        limit = _limit(question, other) - lowered
        if (
            cosine is not None
            and cosine >= limit
            and (other.language == question.language or answers[index] not in own)
            and may_ask_the_same(question, other)
            and say_the_same(question, other, cosine, words)
        ):
            matches.append((cosine - limit, index))
    matches.sort(reverse=True)
    if not matches:
        return None
    lead, best = matches[0]
    rivals = (margin for margin, index in matches[1:] if answers[index] != answers[best])
    return best if lead - next(rivals, -1.0) >= LEAD else None


def _word_meanings(edition: Edition) -> WordMeanings:
    """Return what the edition's index and model know of words."""

    def weights(found: Iterable[str], language: str) -> dict[str, float]:
        # What occurs nowhere weighs most; the empty term does.
        known = lexical.idf_weights(edition.pk, [*found, ""], language, least=0.0)
        return {term: weight / known[""] for term, weight in known.items() if term}

    return WordMeanings(weights=weights, vector=partial(_word_vector, edition.pk))


@lru_cache(maxsize=4096)
def _word_vector(edition: int, text: str) -> np.ndarray | None:
    """Return the aligned vector of some words, of length 1, or None if the model has none."""
    try:
        embedder = editions.embedder_of(Edition.objects.get(pk=edition))
        if embedder.alignment is None:
            return None
        aligned = embedder.embed_question(text).aligned
    except ProviderError:
        return None
    return unit_vectors(aligned)


def _limit(question: Wording, other: Wording) -> float:
    """Return the lowest cosine at which these two ask the same."""
    if question.language == other.language:
        return SAME_LANGUAGE
    return SAME_SCRIPT if question.latin and other.latin else OTHER_SCRIPT


def _numbered(candidates: Sequence[LiveWording]) -> list[int]:
    """Return a number for each wording, the same for those of one answer."""
    numbers: dict[uuid.UUID, int] = {}
    return [numbers.setdefault(entry.answer, len(numbers)) for entry in candidates]
