"""Asks one test question through its channels, and judges the replies; stores nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from assistant import answering, retrieval
from assistant.answering import UNSTORED_CHANNEL
from assistant.evaluation.channels import get_channel
from assistant.evaluation.judge import Cited, Expected, Reply, Verdict, applies, judge
from assistant.exceptions import AssistantError
from assistant.models import EvaluationQuestion, EvaluationResult, Source
from assistant.retrieval import group_of
from assistant.types import Answer, Result

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: Number of search results in which a secret must not appear.
_MAX_RESULTS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The result of a question in one channel; `duration` in milliseconds."""

    channel: str
    verdict: Verdict
    reply: Reply
    duration: int


def expected_of(question: EvaluationQuestion) -> Expected:
    """Return what the fields of a question expect of a reply."""
    return Expected(
        unanswerable=question.unanswerable,
        words=tuple(tuple(words) for words in question.word_lines),
        secret=question.secret.strip(),
        sources=tuple((row.group, row.pdf_page) for row in question.expected.all()),
    )


def channels_of(question: EvaluationQuestion, chosen: Iterable[str]) -> list[str]:
    """Return those of the chosen channels that the question is asked through."""
    expected, own = expected_of(question), question.channels
    return [
        name
        for name in chosen
        if get_channel(name) and (not own or name in own) and applies(expected, name)
    ]


def ask(question: EvaluationQuestion, names: Iterable[str]) -> list[Outcome]:
    """Ask the question once, and judge what each channel shows of the answer.

    An error becomes an outcome: nothing is raised.
    """
    expected = expected_of(question)
    outcomes: list[Outcome] = []
    answered: tuple[Answer | str, int] | None = None
    for name in names:
        channel = get_channel(name)
        if channel is None:
            continue
        if channel.to_text is None:
            results, took = _timed(lambda: _try_search(question))
            reply: Reply | str = results if isinstance(results, str) else _search_reply(results)
        else:
            answered = answered or _timed(lambda: _try_answer(question))
            answer, took = answered
            reply = answer if isinstance(answer, str) else _answer_reply(answer, channel.to_text)
        outcomes.append(_outcome(name, expected, reply, took))
    return outcomes


def _outcome(name: str, expected: Expected, reply: Reply | str, took: int) -> Outcome:
    """Judge a reply, or make an outcome of the name of an error."""
    if isinstance(reply, str):
        verdict = Verdict(reason=EvaluationResult.Reason.ERROR, detail=reply)
        empty = Reply(status="", text="", shown="", cited=())
        return Outcome(channel=name, verdict=verdict, reply=empty, duration=took)
    verdict = judge(expected, reply, name)
    if verdict.reason == EvaluationResult.Reason.SECRET:
        # If it were stored, the report would show the secret once more.
        reply = replace(reply, text="", shown="")
    return Outcome(channel=name, verdict=verdict, reply=reply, duration=took)


def _timed(work: Callable[[], T]) -> tuple[T, int]:
    """Return a function's result, and the milliseconds that it took."""
    began = time.perf_counter()
    result = work()
    return result, round(1000 * (time.perf_counter() - began))


def _try_answer(question: EvaluationQuestion) -> Answer | str:
    """Return the answer, or the class name of the error."""
    try:
        return answering.answer(question.text, locale=question.locale, channel=UNSTORED_CHANNEL)
    except AssistantError as error:
        return type(error).__name__
    except Exception as error:
        logger.exception("Test question %s could not be asked.", question.pk)
        return type(error).__name__


def _try_search(question: EvaluationQuestion) -> list[Result] | str:
    """Return the results of a search, or the class name of the error."""
    try:
        return retrieval.search(question.text, locale=question.locale, limit=_MAX_RESULTS)
    except AssistantError as error:
        return type(error).__name__
    except Exception as error:
        logger.exception("Test question %s could not be searched.", question.pk)
        return type(error).__name__


def _answer_reply(answer: Answer, to_text: Callable[[Answer], str]) -> Reply:
    """Return the reply of a channel that formats answers with `to_text`."""
    sources = [(source.source, source.page) for source in answer.citations]
    around = [part for one in answer.citations for part in (one.title, one.heading, one.excerpt)]
    text = to_text(replace(answer, citations=()))
    return Reply(
        status=answer.status,
        text=text,
        shown="\n".join([text, to_text(answer), *around]),
        cited=_cited(sources),
    )


def _search_reply(results: list[Result]) -> Reply:
    """Return the reply of the search."""
    around = [part for one in results for part in (one.title, one.heading, one.text)]
    lines = [f"{n}. {one.title}: {one.heading}" for n, one in enumerate(results[:5], 1)]
    return Reply(
        status="",
        text="\n".join(lines),
        shown="\n".join(around),
        cited=_cited([(one.source, one.page) for one in results]),
    )


def _cited(sources: Iterable[tuple[int | None, int | None]]) -> tuple[Cited, ...]:
    """Return what is cited, of (ledger key, page of a PDF), without sources that are gone."""
    present = [(source, page) for source, page in sources if source is not None]
    rows = Source.objects.select_related("page").in_bulk([source for source, _ in present])
    return tuple(
        Cited(source=source, group=group_of(rows[source]), page=page)
        for source, page in present
        if source in rows
    )
