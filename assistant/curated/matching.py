"""Finds the curated answer that a question asks for, by its words or by its meaning."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone

from assistant.curated import wording_vectors
from assistant.curated.wordings import Wording, may_ask_the_same, wording, wordings
from assistant.db import CompiledQuery
from assistant.models import CuratedAnswer

#: The lowest cosine at which two wordings ask the same: in one language, in two languages of one
#: script, and in two scripts, between which the model's cosines are lower. AHEAD is how much
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
    model: str,
    candidates: Sequence[LiveWording],
) -> uuid.UUID | None:
    """Return the answer that the question asks for by its meaning, or None.

    `vector` is the question's by that model: float32, unit length, shape (dimensions,). None means
    that the model is down: then nothing is found here, and only `find_by_words` helps.
    """
    if vector is None or not candidates:
        return None
    question = wording(" ".join(text.split()), language)
    keys = [entry.wording.key for entry in candidates]
    matrix, rows = wording_vectors.matrix(model, keys, len(vector))
    cosines = matrix @ vector
    scores = [None if row is None else float(cosines[row]) for row in rows]
    index = nearest(
        question, [entry.wording for entry in candidates], scores, _numbered(candidates)
    )
    return None if index is None else candidates[index].answer


def nearest(
    question: Wording,
    others: Sequence[Wording],
    cosines: Sequence[float | None],
    answers: Sequence[int],
    lowered: float = 0.0,
) -> int | None:
    """Return the index of the wording that asks the same, or None. Pure.

    It is None if no wording does, or if two answers compete. `cosines` are those of each wording
    with the question, None where one is not embedded yet. `answers` tell which wordings belong to
    one answer. `lowered` is subtracted from the limits, to measure other limits.
    """
    matches = []
    for index, (other, cosine) in enumerate(zip(others, cosines, strict=True)):
        limit = _limit(question, other) - lowered
        if cosine is not None and cosine >= limit and may_ask_the_same(question, other):
            matches.append((cosine - limit, index))
    matches.sort(reverse=True)
    if not matches:
        return None
    lead, best = matches[0]
    rivals = (margin for margin, index in matches[1:] if answers[index] != answers[best])
    return best if lead - next(rivals, -1.0) >= LEAD else None


def _limit(question: Wording, other: Wording) -> float:
    """Return the lowest cosine at which these two ask the same."""
    if question.language == other.language:
        return SAME_LANGUAGE
    return SAME_SCRIPT if question.latin and other.latin else OTHER_SCRIPT


def _numbered(candidates: Sequence[LiveWording]) -> list[int]:
    """Return a number for each wording, the same for those of one answer."""
    numbers: dict[uuid.UUID, int] = {}
    return [numbers.setdefault(entry.answer, len(numbers)) for entry in candidates]
