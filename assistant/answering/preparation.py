"""Searches for a question, as a follow-up if it is one, and decides whether it can be answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from asgiref.sync import sync_to_async

from assistant.answering import follow_ups
from assistant.answering.answerability import (
    comes_near,
    is_answerable,
    is_certain,
    without_other_years,
)
from assistant.answering.citations import cite
from assistant.answering.subjects import Subject, sources_being_read, subject_of
from assistant.answering.turns import AcceptedQuestion
from assistant.retrieval import Hit, PendingSearch, Retrieved, question_vector, results, retrieve
from assistant.text import detect_language
from assistant.types import Citation

#: Largest numbers of pages, of passages of each, of passages that an answer may cite, and of pages
#: offered without an answer.
_MAX_PAGES, _MAX_PER_PAGE, _MAX_CITED, _MAX_OFFERED = 5, 3, 10, 3
#: What a page's passages gain, in standard deviations of the model's cosines: those of the page on
#: which the question is asked; those of the subject; and those where nothing else is looked at.
_TIE_BREAK, _SUBJECT, _NOTHING_ELSE = 0.2, 3.0, 100.0

Verdict = Literal["sure", "near", "nothing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What an answer is written from: passages, and whether they are enough.

    `verdict` is "sure" if the passages answer, "near" if they may only come near, and "nothing" if
    `hits` are no more than pages to offer. `vector` is the embedding that sentences are compared
    with, float32, shape (dimensions,), or None while the embedding model is down. `completed` is
    the question as later questions lean on it, in the asker's words only; `leans` says that it is a
    follow-up, and `certain` that it answers though its quotations lack a word.
    """

    accepted: AcceptedQuestion
    hits: tuple[Hit, ...]
    citations: tuple[Citation, ...]
    verdict: Verdict
    vector: np.ndarray | None
    completed: str
    leans: bool
    certain: bool


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
    language = detect_language(accepted.question) or accepted.locale
    leans = bool(accepted.previous) and follow_ups.is_follow_up(accepted.question, language)
    lacks = follow_ups.lacks_subject(accepted.question, language)
    subject = subject_of(accepted) if lacks else None
    found = _retrieve(
        accepted.searched,
        accepted.locale,
        pending,
        about=sources_being_read(accepted),
        bonus=_TIE_BREAK,
    )
    answerable = is_answerable(found)
    completed, asked = accepted.searched, accepted.question
    if accepted.searched != accepted.question:
        # The language model rewrote it: it is complete and needs no joining.
        leans = False
    elif subject:
        of_subject = _of_subject(accepted, subject, found, language, pending)
        if of_subject is not None:
            found, answerable = of_subject, True
            completed = follow_ups.join_with_previous(accepted)
        elif not answerable or follow_ups.points_back(accepted.question, language):
            # What answers it on another page speaks of something else.
            answerable, asked = False, f"{subject.title} {accepted.question}"
            found = _retrieve(
                accepted.question,
                accepted.locale,
                pending,
                about=subject.sources,
                bonus=_SUBJECT,
            )
    elif accepted.previous and (leans or not answerable):
        joined = follow_ups.join_with_previous(accepted)
        together = _retrieve(joined, accepted.locale)
        if is_answerable(together, accepted.question) and not follow_ups.changes_subject(
            accepted, found, together
        ):
            found, answerable, completed = together, True, joined
            accepted = replace(accepted, searched=joined)
        elif not is_answerable(together) and follow_ups.only_varies(accepted.question, language):
            # "And teachers?" means nothing without the question before.
            found, answerable = together, False
    verdict: Verdict = "sure" if answerable else "near" if comes_near(found, asked) else "nothing"
    hits = found.hits[:_MAX_CITED]
    # Passages about other years could be quoted as if they were about the year asked for.
    of_the_year = without_other_years(hits, found.question)
    if verdict == "near" and not of_the_year:
        verdict = "nothing"
    hits = _nearest(hits) if verdict == "nothing" else of_the_year or hits
    return Evidence(
        accepted=accepted,
        hits=hits,
        citations=cite(results(hits)),
        verdict=verdict,
        vector=_sentence_query(accepted, found.vector),
        completed=completed,
        leans=leans,
        certain=is_certain(found),
    )


def _of_subject(
    accepted: AcceptedQuestion,
    subject: Subject,
    alone: Retrieved,
    language: str,
    pending: PendingSearch | None,
) -> Retrieved | None:
    """Return the passages of the subject's page that answer the question, None if none does.

    Together with the subject's title the question must find that page first, and something there
    must be near to the question's own words. These also put the passages in order, since with the
    title those that repeat it would come first. `alone` is the result of searching everywhere.
    """
    question, joined = accepted.question, follow_ups.join_with_previous(accepted)
    varies = bool(accepted.previous) and follow_ups.only_varies(question, language)
    text = joined if varies else f"{subject.title} {joined}"
    together = _retrieve(text, accepted.locale, about=subject.sources, bonus=_SUBJECT)
    if (
        not is_answerable(together, question)
        or together.judged[0].source.pk not in subject.sources
        or follow_ups.changes_subject(accepted, alone, together)
    ):
        return None
    if follow_ups.only_asks(question, language):
        return _on_page(f"{subject.title} {question}", accepted.locale, subject)
    own = _on_page(question, accepted.locale, subject, pending)
    if not follow_ups.fits(own):
        return None
    return together if varies else own


def _on_page(
    text: str, locale: str, subject: Subject, pending: PendingSearch | None = None
) -> Retrieved:
    """Return passages of the subject's page only, in the order in which they fit the text."""
    return _retrieve(
        text,
        locale,
        pending,
        about=subject.sources,
        bonus=_NOTHING_ELSE,
        groups=1,
        per_group=_MAX_CITED,
    )


def _retrieve(
    text: str,
    locale: str,
    pending: PendingSearch | None = None,
    *,
    about: frozenset[int] = frozenset(),
    bonus: float = 0.0,
    groups: int = _MAX_PAGES,
    per_group: int = _MAX_PER_PAGE,
) -> Retrieved:
    return retrieve(
        text,
        locale,
        groups=groups,
        per_group=per_group,
        pending=pending,
        about=about,
        bonus=bonus,
    )


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
