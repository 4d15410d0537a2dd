"""Replies that need no retrieval: replies to small talk, and curated answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant import curated
from assistant.answering import curated_answers, small_talk, small_talk_replies
from assistant.answering.follow_ups import leans_back
from assistant.answering.turns import Asked, finish, withdrawn
from assistant.curated import known, wording
from assistant.exceptions import ProviderError
from assistant.retrieval import PendingSearch, start_search
from assistant.text import detect_language, site_languages
from assistant.types import Answer, Citation, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """An answer that needs no search. `still_true` is called once more before it is stored."""

    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    sources: tuple[int, ...] = ()
    notice: str = ""
    still_true: Callable[[], bool] = lambda: True


@dataclass(frozen=True, kw_only=True, slots=True)
class Considered:
    """A question without the greeting before it, and the reply to it, if it needs no search.

    Without a reply the question is searched, and `pending` is the search if it has been started.
    """

    asked: Asked
    reply: Reply | None = None
    pending: PendingSearch | None = None


def consider(asked: Asked) -> Considered:
    """Look for a reply to small talk, or for a curated answer.

    The reply to small talk is in the language of its phrases, unless the asker chose one.
    """
    said = small_talk.recognise(asked.question, _likely(asked))
    if said is not None:
        locale = asked.locale if asked.locale_given else _offered(said.language) or asked.locale
        asked = replace(asked, locale=locale, searched="")
        reply = Reply(status="answered", text=small_talk_replies.reply(said.kind, locale))
        return Considered(asked=asked, reply=reply)
    question = small_talk.without_greeting(asked.question, _likely(asked))
    asked = replace(asked, question=question, searched=question)
    return _curated(asked)


def conclude(asked: Asked, reply: Reply) -> Answer:
    """Check once more that the reply's sources are public, then store the turn and return it."""
    if not reply.still_true():
        return finish(
            asked, status="unanswered", text=withdrawn(asked.locale), citations=(), sources=()
        )
    return finish(
        asked,
        status=reply.status,
        text=reply.text,
        citations=reply.citations,
        sources=reply.sources,
        notice=reply.notice,
    )


def _curated(asked: Asked) -> Considered:
    """Look for a curated answer, by the question's words and then by its meaning."""
    candidates = known()
    language = detect_language(asked.question) or asked.locale
    if asked.previous and leans_back(asked.question, language):
        # A follow-up's meaning depends on the question before, so no wording can match it.
        candidates = ()
    text = " ".join(asked.question.split())
    answer = curated.asks_the_same(wording(text, language), candidates)
    pending = None
    if answer is None:
        try:
            pending = start_search(asked.searched)
        except ProviderError:
            # Without a model or an index, the search itself reports it, or goes by words.
            return Considered(asked=asked)
        if candidates:
            vector = pending.vector()
            answer = curated.find(text, language, vector, pending.edition.model, candidates)
    written = None if answer is None else curated_answers.written(answer, asked.locale)
    if written is None:
        return Considered(asked=asked, pending=pending)
    reply = Reply(
        status="curated",
        text=written.text,
        citations=written.citations,
        sources=written.sources,
        notice=written.notice,
        still_true=written.still_given,
    )
    return Considered(asked=asked, reply=reply)


def _likely(asked: Asked) -> list[str]:
    """Return the languages whose phrases are tried first."""
    return [code for code in (detect_language(asked.question), asked.locale) if code]


def _offered(language: str) -> str | None:
    """Return the site's code of a language without region, or None."""
    return next((code for code in site_languages() if code.split("-")[0] == language), None)
