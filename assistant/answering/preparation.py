"""What is known of a question before its answer is worded: what was found, and is it enough."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from asgiref.sync import sync_to_async

from assistant.answering import follow_ups
from assistant.answering.answerability import is_enough, of_the_years_asked
from assistant.answering.citations import cite
from assistant.answering.turns import Asked
from assistant.retrieval import Hit, PendingSearch, Retrieved, question_vector, results, retrieve
from assistant.text import detect_language
from assistant.types import Citation

#: Pages and passages of each that an answer may cite, and pages offered where there is no answer.
_PAGES, _PER_PAGE, _CITABLE, _OFFERED = 5, 3, 10, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """Everything known before the wording: either enough passages, or the nearest pages."""

    asked: Asked
    found: tuple[Hit, ...]
    citations: tuple[Citation, ...]
    enough: bool
    vector: np.ndarray | None


async def prepare(asked: Asked, pending: PendingSearch | None = None) -> Prepared:
    """Search for the question, which in a conversation may lean on the one before.

    `pending` is the search for the question as it was asked, where it was begun before.
    """
    searched = await follow_ups.stand_alone(asked)
    return await sync_to_async(_search)(replace(asked, searched=searched), pending)


def offering(prepared: Prepared) -> Prepared:
    """The same with the nearest pages only, to be offered where there is no answer."""
    found = _nearest(prepared.found)
    return replace(prepared, found=found, citations=cite(results(found)), enough=False)


def _nearest(found: tuple[Hit, ...]) -> tuple[Hit, ...]:
    first = {item.group: item for item in reversed(found)}
    return tuple(item for item in found if first[item.group] is item)[:_OFFERED]


def _search(asked: Asked, pending: PendingSearch | None) -> Prepared:
    retrieved = _retrieve(asked.searched, asked.locale, pending)
    enough = is_enough(retrieved)
    # A question that a model rewrote stands alone.
    if asked.previous and asked.searched == asked.question:
        language = detect_language(asked.question) or asked.locale
        if not enough or follow_ups.leans_back(asked.question, language):
            joined = follow_ups.joined(asked)
            together = _retrieve(joined, asked.locale)
            if is_enough(together) and not follow_ups.changes_subject(asked, retrieved, together):
                asked, retrieved, enough = replace(asked, searched=joined), together, True
    found = retrieved.hits[:_CITABLE]
    # What is about other years would be quoted for the one that is asked for.
    found = (of_the_years_asked(found, asked.searched) or found) if enough else _nearest(found)
    return Prepared(
        asked=asked,
        found=found,
        citations=cite(results(found)),
        enough=enough,
        vector=_sought(asked, retrieved.vector),
    )


def _retrieve(text: str, locale: str, pending: PendingSearch | None = None) -> Retrieved:
    return retrieve(text, locale, groups=_PAGES, per_group=_PER_PAGE, pending=pending)


def _sought(asked: Asked, vector: np.ndarray | None) -> np.ndarray | None:
    """What a sentence is compared with: a follow-up counts as much as what it follows."""
    alone = (
        None
        if vector is None or asked.searched == asked.question
        else question_vector(asked.question)
    )
    if vector is None or alone is None:
        return vector
    both: np.ndarray = vector + alone
    vectors: np.ndarray | None = both / np.linalg.norm(both)
    return vectors
