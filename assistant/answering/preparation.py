"""Searches for a question, as a follow-up if it is one, and decides whether it can be answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from asgiref.sync import sync_to_async

from assistant.answering import follow_ups
from assistant.answering.answerability import comes_near, is_answerable, without_other_years
from assistant.answering.citations import cite
from assistant.answering.turns import AcceptedQuestion
from assistant.retrieval import Hit, PendingSearch, Retrieved, question_vector, results, retrieve
from assistant.text import detect_language
from assistant.types import Citation

#: Largest numbers of pages, of passages of each, of passages that an answer may cite, and of pages
#: offered without an answer.
_MAX_PAGES, _MAX_PER_PAGE, _MAX_CITED, _MAX_OFFERED = 5, 3, 10, 3

Verdict = Literal["sure", "near", "nothing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What an answer is written from: passages, and whether they are enough.

    `verdict` is "sure" if the passages answer, "near" if they may only come near, and "nothing" if
    `hits` are no more than pages to offer. `vector` is the embedding that sentences are compared with, float32, shape (dimensions,), or
    None while the embedding model is down.
    """

    accepted: AcceptedQuestion
    hits: tuple[Hit, ...]
    citations: tuple[Citation, ...]
    verdict: Verdict
    vector: np.ndarray | None


async def gather_evidence(
    accepted: AcceptedQuestion, pending: PendingSearch | None = None
) -> Evidence:
    """Search for a question, together with the one before if it is a follow-up.

    `pending` is the search for the question as it was asked, if it has been started already.
    """
    searched = await follow_ups.rewritten_question(accepted)
    return await sync_to_async(_search)(replace(accepted, searched=searched), pending)


def with_nearest_pages(evidence: Evidence) -> Evidence:
    """Return `evidence` with only the nearest pages, to offer them in place of an answer."""
    hits = _nearest(evidence.hits)
    return replace(evidence, hits=hits, citations=cite(results(hits)), verdict="nothing")


def _nearest(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return the first passage of each of the first few pages."""
    first = {item.group: item for item in reversed(hits)}
    return tuple(item for item in hits if first[item.group] is item)[:_MAX_OFFERED]


def _search(accepted: AcceptedQuestion, pending: PendingSearch | None) -> Evidence:
    retrieved = _retrieve(accepted.searched, accepted.locale, pending)
    answerable = is_answerable(retrieved)
    # A question that the language model rewrote is complete and needs no joining.
    if accepted.previous and accepted.searched == accepted.question:
        language = detect_language(accepted.question) or accepted.locale
        if not answerable or follow_ups.is_follow_up(accepted.question, language):
            joined_text = follow_ups.join_with_previous(accepted)
            together = _retrieve(joined_text, accepted.locale)
            if is_answerable(together) and not follow_ups.changes_subject(
                accepted, retrieved, together
            ):
                accepted, retrieved, answerable = (
                    replace(accepted, searched=joined_text),
                    together,
                    True,
                )
    verdict: Verdict = "sure" if answerable else "near" if comes_near(retrieved) else "nothing"
    hits = retrieved.hits[:_MAX_CITED]
    # Passages about other years could be quoted as if they were about the year asked for.
    of_the_year = without_other_years(hits, accepted.searched)
    if verdict == "near" and not of_the_year:
        verdict = "nothing"
    hits = _nearest(hits) if verdict == "nothing" else of_the_year or hits
    return Evidence(
        accepted=accepted,
        hits=hits,
        citations=cite(results(hits)),
        verdict=verdict,
        vector=_sentence_query(accepted, retrieved.vector),
    )


def _retrieve(text: str, locale: str, pending: PendingSearch | None = None) -> Retrieved:
    return retrieve(text, locale, groups=_MAX_PAGES, per_group=_MAX_PER_PAGE, pending=pending)


def _sentence_query(accepted: AcceptedQuestion, vector: np.ndarray | None) -> np.ndarray | None:
    """Return the vector that sentences are compared with, unit length, shape (dimensions,).

    For a follow-up it is the mean of what was searched and of the question alone.
    """
    own_vector = (
        None
        if vector is None or accepted.searched == accepted.question
        else question_vector(accepted.question)
    )
    if vector is None or own_vector is None:
        return vector
    both: np.ndarray = vector + own_vector
    vectors: np.ndarray | None = both / np.linalg.norm(both)
    return vectors
