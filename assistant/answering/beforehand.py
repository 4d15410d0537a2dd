"""What answers before retrieval does: replies to small talk, and the answers of editors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant import curated, editions
from assistant.answering import editors, replies, smalltalk
from assistant.answering.followup import leans_back
from assistant.answering.turns import Asked, finish, withdrawn
from assistant.curated.matching import known
from assistant.curated.wordings import wording
from assistant.exceptions import ProviderError
from assistant.languages import detect_language, site_languages
from assistant.retrieval import embed
from assistant.types import Answer, Citation, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """An answer that needs no search. `still_true` is asked once more before it is kept."""

    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    sources: tuple[int, ...] = ()
    still_true: Callable[[], bool] = lambda: True


def consider(asked: Asked, *, locale_given: bool) -> tuple[Asked, Reply | None]:
    """The reply to small talk, or the editors' answer, or None: then the question is searched.

    Also the question as it goes on: without a greeting before it. The language of small talk is
    that of its phrases unless the asker chose one.
    """
    said = smalltalk.recognise(asked.question, _likely(asked))
    if said is not None:
        locale = asked.locale if locale_given else _offered(said.language) or asked.locale
        asked = replace(asked, locale=locale, searched="")
        return asked, Reply(status="answered", text=replies.reply(said.kind, locale))
    question = smalltalk.without_greeting(asked.question, _likely(asked))
    asked = replace(asked, question=question, searched=question)
    return _curated(asked)


def conclude(asked: Asked, reply: Reply) -> Answer:
    """Check once more that what the reply rests on is public, then keep and return the answer."""
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
    )


def _curated(asked: Asked) -> tuple[Asked, Reply | None]:
    candidates = known()
    if not candidates:
        return asked, None
    language = detect_language(asked.question) or asked.locale
    if asked.previous and leans_back(asked.question, language):
        # What it asks depends on what was asked before.
        return asked, None
    text = " ".join(asked.question.split())
    answer = curated.asks_the_same(wording(text, language), candidates)
    if answer is None:
        try:
            edition = editions.in_force()
        except ProviderError:
            # No model and no index yet: the search says so, or goes by words.
            return asked, None
        vector = embed(asked.question, edition)
        answer = curated.find(text, language, vector, edition.model, candidates)
    if answer is None:
        return asked, None
    written = editors.written(answer, asked.locale)
    if written is None:
        return asked, None
    return asked, Reply(
        status="curated",
        text=written.text,
        citations=written.citations,
        sources=written.sources,
        still_true=written.still_given,
    )


def _likely(asked: Asked) -> list[str]:
    return [code for code in (detect_language(asked.question), asked.locale) if code]


def _offered(language: str) -> str | None:
    """The site's code of a language."""
    return next((code for code in site_languages() if code.split("-")[0] == language), None)
