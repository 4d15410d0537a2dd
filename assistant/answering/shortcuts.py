"""Replies that need no retrieval: to small talk, from curated answers, and from fields."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from assistant import curated
from assistant.answering import curated_answers, small_talk, small_talk_replies
from assistant.answering.follow_ups import is_follow_up, lacks_subject
from assistant.answering.subjects import subject_of
from assistant.answering.turns import AcceptedQuestion, store_turn, withdrawn_text
from assistant.collections import answer_from_fields
from assistant.curated import live_wordings, wording
from assistant.exceptions import ProviderError
from assistant.models import Source
from assistant.retrieval import PendingSearch, put_right, start_search
from assistant.text import detect_language, site_languages
from assistant.types import Answer, Citation, Item, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectAnswer:
    """An answer that needs no search. `is_still_valid` is called once more before it is stored."""

    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    sources: tuple[int, ...] = ()
    notice: str = ""
    items: tuple[Item, ...] = ()
    is_still_valid: Callable[[], bool] = lambda: True


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortcut:
    """A question without the greeting before it, and the reply to it, if it needs no search.

    Without a reply the question is searched, and `pending` is the search if it has been started.
    `otherwise` is the reply if no page in the reader's language answers: a curated answer that has
    not been translated.
    """

    accepted: AcceptedQuestion
    reply: DirectAnswer | None = None
    otherwise: DirectAnswer | None = None
    pending: PendingSearch | None = None


def find_direct_answer(accepted: AcceptedQuestion) -> Shortcut:
    """Look for a reply to small talk, or for a curated answer.

    The reply to small talk is in the language of its phrases, unless the asker chose one.
    """
    small_talk_found = small_talk.recognise(accepted.question, _likely_languages(accepted))
    if small_talk_found is not None:
        locale = (
            accepted.locale
            if accepted.locale_given
            else _site_language(small_talk_found.language) or accepted.locale
        )
        accepted = replace(accepted, locale=locale, searched="")
        reply = DirectAnswer(
            status="answered", text=small_talk_replies.reply(small_talk_found.kind, locale)
        )
        return Shortcut(accepted=accepted, reply=reply)
    question = small_talk.without_greeting(accepted.question, _likely_languages(accepted))
    accepted = replace(accepted, question=question, searched=question)
    return _curated(accepted)


def store_direct_answer(accepted: AcceptedQuestion, reply: DirectAnswer) -> Answer:
    """Check once more that the reply's sources are public, then store the turn and return it."""
    if not reply.is_still_valid():
        return store_turn(
            accepted,
            status="unanswered",
            text=withdrawn_text(accepted.locale),
            citations=(),
            sources=(),
        )
    return store_turn(
        accepted,
        status=reply.status,
        text=reply.text,
        citations=reply.citations,
        sources=reply.sources,
        notice=reply.notice,
        items=reply.items,
    )


def _curated(accepted: AcceptedQuestion) -> Shortcut:
    """Look for a curated answer, by the question's words and then by its meaning."""
    candidates = live_wordings()
    language = detect_language(accepted.question) or accepted.locale
    if accepted.previous and is_follow_up(accepted.question, language):
        # A follow-up's meaning depends on the question before, so no wording can match it.
        candidates = ()
    text = " ".join(accepted.question.split())
    key = curated.find_by_words(wording(text, language), candidates)
    pending = None
    if key is None:
        with suppress(ProviderError):
            # Without an index there is no vocabulary to compare with.
            accepted = _with_right_spelling(accepted, language)
        if direct := _from_fields(accepted, language):
            return Shortcut(accepted=accepted, reply=direct)
        text = " ".join(accepted.question.split())
        try:
            pending = start_search(accepted.searched)
        except ProviderError:
            # Without a model or an index, the search itself reports it, or goes by words.
            return Shortcut(accepted=accepted)
        if candidates:
            vector = pending.vector()
            key = curated.find_by_meaning(text, language, vector, pending.edition, candidates)
    rendered = None if key is None else curated_answers.render(key, accepted.locale)
    if rendered is None:
        return Shortcut(accepted=accepted, pending=pending)
    reply = DirectAnswer(
        status="curated",
        text=rendered.text,
        citations=rendered.citations,
        sources=rendered.sources,
        notice=rendered.notice,
        is_still_valid=rendered.is_still_available,
    )
    if rendered.language != accepted.locale:
        return Shortcut(accepted=accepted, otherwise=reply, pending=pending)
    return Shortcut(accepted=accepted, reply=reply)


def _from_fields(accepted: AcceptedQuestion, language: str) -> DirectAnswer | None:
    """Return the answer from the site's own fields, or None if they don't answer.

    A question that names nothing is about the conversation's subject.
    """
    subject = subject_of(accepted) if lacks_subject(accepted.question, language) else None
    pages = Source.objects.filter(pk__in=subject.sources if subject else (), page__isnull=False)
    about = [str(key) for key in pages.values_list("page__translation_key", flat=True).distinct()]
    found = answer_from_fields(accepted.question, language, accepted.locale, about)
    if found is None:
        return None
    return DirectAnswer(
        status="answered",
        text=found.text,
        citations=found.citations,
        sources=found.sources,
        items=found.items,
        is_still_valid=found.is_still_public,
    )


def _with_right_spelling(accepted: AcceptedQuestion, language: str) -> AcceptedQuestion:
    """Return the question with its slips put right. Raises ProviderError if there is no index."""
    question = put_right(accepted.question, language)
    if question == accepted.question:
        return accepted
    return replace(accepted, question=question, searched=question, misspelled=accepted.question)


def _likely_languages(accepted: AcceptedQuestion) -> list[str]:
    """Return the languages whose phrases are tried first."""
    return [code for code in (detect_language(accepted.question), accepted.locale) if code]


def _site_language(language: str) -> str | None:
    """Return the site's code of a language without region, or None."""
    return next((code for code in site_languages() if code.split("-")[0] == language), None)
