"""Which curated answer a question asks for: by its words alone, or by meaning in any language."""

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

#: The cosine from which two wordings that may agree ask the same: in one language, in two that
#: share a script, and in two scripts, between which the model's cosines are lower. And how far
#: ahead of the next answer it must be. From `tests/benchmarks/curated.py` on XQuAD, where with 100
#: answers known at most 4 in 1,000 other questions match one; docs/design.md has the figures.
SAME_LANGUAGE, SAME_SCRIPT, OTHER_SCRIPT, AHEAD = 0.92, 0.89, 0.86, 0.01
#: Seconds for which a process that found no curated answer does not look again. One saved by this
#: process is seen at once.
_NONE_FOR = 5.0

_none_until = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A wording of a live answer, by the key that its translations share."""

    answer: uuid.UUID
    wording: Wording


def live() -> QuerySet[CuratedAnswer]:
    """Curated answers that are published and have not expired at this moment."""
    now = timezone.now()
    rows: QuerySet[CuratedAnswer] = CuratedAnswer.objects.filter(
        Q(expire_at=None) | Q(expire_at__gt=now), live=True
    )
    return rows


def forget_none(**kwargs: object) -> None:
    """Look again at the next question: an answer was saved or deleted."""
    global _none_until
    _none_until = 0.0


def known() -> Sequence[Known]:
    """All wordings of all live answers, in all languages. One query, or none for a while."""
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
    """The wordings of these rows, kept until an answer changes."""
    return tuple(
        Known(answer=key, wording=one)
        for key, language, question, others in rows
        for one in wordings(question, others, language)
    )


def asks_the_same(question: Wording, candidates: Sequence[Known]) -> uuid.UUID | None:
    """The answer that has the question word for word, if just one has."""
    answers = {one.answer for one in candidates if one.wording.plain == question.plain}
    return answers.pop() if len(answers) == 1 else None


def find(
    text: str, language: str, vector: np.ndarray | None, model: str, candidates: Sequence[Known]
) -> uuid.UUID | None:
    """The answer that the question asks for by its meaning, or None.

    `vector` is the question's by that model; None while the model is down, when only the same
    words are the same question.
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
    """The place of the wording that asks the same, or None where none or more than one may. Pure.

    `cosines` are the wordings' with the question, None where one is not embedded yet, and
    `answers` tell which wordings are of one answer. `loosened` is taken off the limits, by which
    others are measured.
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
    if asked.language == other.language:
        return SAME_LANGUAGE
    return SAME_SCRIPT if asked.latin and other.latin else OTHER_SCRIPT


def _numbered(candidates: Sequence[Known]) -> list[int]:
    numbers: dict[uuid.UUID, int] = {}
    return [numbers.setdefault(one.answer, len(numbers)) for one in candidates]
