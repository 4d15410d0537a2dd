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
from assistant.curated.wordings import Wording, may_agree, wording, wordings
from assistant.db import CompiledQuery
from assistant.models import CuratedAnswer

#: The lowest cosine at which two wordings ask the same: in one language, in two languages of one
#: script, and in two scripts, between which the model's cosines are lower. AHEAD is how much
#: further above its limit the best answer must be than the next one.
#: Fitted by `tests/benchmarks/curated.py`: docs/figures.md, Limits of curated answers.
SAME_LANGUAGE, SAME_SCRIPT, OTHER_SCRIPT, AHEAD = 0.92, 0.89, 0.86, 0.01
#: Seconds for which a process that found the site without curated answers does not query again.
#: An answer that this process saves is found at once.
_NONE_FOR = 5.0

_none_until = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A wording of a live answer; `answer` is the key that translations of an answer share."""

    answer: uuid.UUID
    wording: Wording


def live() -> QuerySet[CuratedAnswer]:
    """Return the curated answers that are published and have not expired."""
    now = timezone.now()
    rows: QuerySet[CuratedAnswer] = CuratedAnswer.objects.filter(
        Q(expire_at=None) | Q(expire_at__gt=now), live=True
    )
    return rows


def forget_none(**kwargs: object) -> None:
    """Query again at the next question, because an answer was saved or deleted."""
    global _none_until
    _none_until = 0.0


def known() -> Sequence[Known]:
    """Return all wordings of all live answers, in all languages, by one query.

    Without any, nothing is queried for a few seconds.
    """
    global _none_until
    if time.monotonic() < _none_until:
        return ()
    now = timezone.now()
    rows = _LIVE.rows()
    found = _wordings(tuple(tuple(row) for *row, end in rows if end is None or end > now))
    if not found:
        _none_until = time.monotonic() + _NONE_FOR
    return found


_LIVE = CompiledQuery(
    lambda: (
        CuratedAnswer.objects.filter(live=True)
        .order_by("pk")
        .values_list(
            "translation_key", "locale__language_code", "question", "other_wordings", "expire_at"
        )
    )
)


@lru_cache(maxsize=4)
def _wordings(rows: tuple[tuple[uuid.UUID, str, str, str], ...]) -> tuple[Known, ...]:
    """Return the wordings of these rows; the cache serves until an answer changes."""
    return tuple(
        Known(answer=key, wording=one)
        for key, language, question, others in rows
        for one in wordings(question, others, language)
    )


def asks_the_same(question: Wording, candidates: Sequence[Known]) -> uuid.UUID | None:
    """Return the answer that has the question word for word, if exactly one has."""
    answers = {one.answer for one in candidates if one.wording.plain == question.plain}
    return answers.pop() if len(answers) == 1 else None


def find(
    text: str, language: str, vector: np.ndarray | None, model: str, candidates: Sequence[Known]
) -> uuid.UUID | None:
    """Return the answer that the question asks for by its meaning, or None.

    `vector` is the question's by that model: float32, unit length, shape (dimensions,). None means
    that the model is down: then nothing is found here, and only `asks_the_same` helps.
    """
    if vector is None or not candidates:
        return None
    asked = wording(" ".join(text.split()), language)
    keys = [one.wording.key for one in candidates]
    matrix, rows = wording_vectors.matrix(model, keys, len(vector))
    cosines = matrix @ vector
    scores = [None if row is None else float(cosines[row]) for row in rows]
    place = nearest(asked, [one.wording for one in candidates], scores, _numbered(candidates))
    return None if place is None else candidates[place].answer


def nearest(
    asked: Wording,
    others: Sequence[Wording],
    cosines: Sequence[float | None],
    answers: Sequence[int],
    loosened: float = 0.0,
) -> int | None:
    """Return the index of the wording that asks the same, or None. Pure.

    It is None if no wording does, or if two answers compete. `cosines` are those of each wording
    with the question, None where one is not embedded yet. `answers` tell which wordings belong to
    one answer. `loosened` is subtracted from the limits, to measure other limits.
    """
    close = []
    for place, (other, cosine) in enumerate(zip(others, cosines, strict=True)):
        limit = _limit(asked, other) - loosened
        if cosine is not None and cosine >= limit and may_agree(asked, other):
            close.append((cosine - limit, place))
    close.sort(reverse=True)
    if not close:
        return None
    lead, best = close[0]
    rivals = (ahead for ahead, place in close[1:] if answers[place] != answers[best])
    return best if lead - next(rivals, -1.0) >= AHEAD else None


def _limit(asked: Wording, other: Wording) -> float:
    """Return the lowest cosine at which these two ask the same."""
    if asked.language == other.language:
        return SAME_LANGUAGE
    return SAME_SCRIPT if asked.latin and other.latin else OTHER_SCRIPT


def _numbered(candidates: Sequence[Known]) -> list[int]:
    """Return a number for each wording, the same for those of one answer."""
    numbers: dict[uuid.UUID, int] = {}
    return [numbers.setdefault(one.answer, len(numbers)) for one in candidates]
