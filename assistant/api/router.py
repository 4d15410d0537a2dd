"""The operations: each reads its parameters, makes one call, and frames what comes back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from assistant import answering, health, retrieval
from assistant.api import schemas, sse, throttle
from assistant.conf import settings
from assistant.exceptions import EmptyQuestion, QuestionTooLong
from assistant.languages import resolve_language

router = Router()

_JSON = "application/json"
_PROBLEM = {
    "description": "A problem",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
    },
}
_STREAM = {
    "description": "The answer, or with `Accept: text/event-stream` the stream of its events: "
    "`sources` (a list of sources), `delta` (`{\"text\": …}`), then `done` (the whole answer, "
    "which replaces what was streamed) or `error` (a problem).",
    "content": {sse.CONTENT_TYPE: {"schema": {"type": "string"}}},
}


def _searchable(text: str) -> str:
    """The text of a search without its edges. Raises InvalidQuestion, as asking does."""
    text = text.strip()
    if not any(char.isalnum() for char in text):
        raise EmptyQuestion(_("Write a question."))
    if len(text) > settings.max_question_length:
        raise QuestionTooLong(
            _("Shorten your question to at most %(limit)d characters.")
            % {"limit": settings.max_question_length}
        )
    return text


def _problems(*statuses: int) -> dict[str, Any]:
    return {"responses": dict.fromkeys(statuses, _PROBLEM)}


@router.post(
    "ask",
    response=schemas.AnswerOut,
    summary="Ask a question",
    openapi_extra={
        "responses": {200: _STREAM, **_problems(400, 413, 415, 422, 429, 500, 503)["responses"]}
    },
)
async def ask(request: HttpRequest, body: schemas.AskIn) -> Any:
    """Answer a question from the site's public pages and documents."""
    await throttle.take(request, "ask")
    asked = {
        "locale": body.locale,
        "conversation": None if body.conversation is None else str(body.conversation),
        "channel": "api",
    }
    if request.get_preferred_type([_JSON, sse.CONTENT_TYPE]) == sse.CONTENT_TYPE:
        response: HttpResponseBase = await sse.respond(
            request, answering.astream(body.question, **asked)
        )
        patch_vary_headers(response, ["Accept"])
        return response
    return schemas.AnswerOut.of(await answering.aanswer(body.question, **asked))


@router.get(
    "search",
    response=schemas.SearchOut,
    summary="Search passages",
    openapi_extra=_problems(400, 422, 429, 500, 503),
)
async def search(
    request: HttpRequest,
    q: Annotated[schemas.Text, Query(description="What to look for.")],
    locale: schemas.Locale = "auto",
    limit: Annotated[int, Field(ge=1, le=schemas.MAX_RESULTS)] = 10,
) -> schemas.SearchOut:
    """Find passages of the site's public pages and documents, without an answer."""
    await throttle.take(request, "search")
    question = _searchable(q)
    language = resolve_language(locale, question)
    results = await sync_to_async(retrieval.search)(question, locale=language, limit=limit)
    return schemas.SearchOut(
        query=question,
        locale=language,
        results=[schemas.PassageOut.of(result) for result in results],
    )


@router.post(
    "feedback",
    response={204: None},
    summary="Say whether an answer helped",
    openapi_extra=_problems(400, 410, 413, 415, 422, 429, 500),
)
async def feedback(request: HttpRequest, body: schemas.FeedbackIn) -> Status:
    """Record whether an answer helped; the latest word counts."""
    await throttle.take(request, "feedback")
    await sync_to_async(answering.record_feedback)(str(body.id), body.helpful)
    return Status(204, None)


@router.delete(
    "conversations/{conversation}",
    response={204: None},
    summary="Forget a conversation",
    openapi_extra=_problems(422, 429, 500),
)
async def forget(request: HttpRequest, conversation: UUID) -> Status:
    """Delete a conversation with its questions and answers; also when there is none."""
    await throttle.take(request, "forget")
    await sync_to_async(answering.forget_conversation)(str(conversation))
    return Status(204, None)


@router.get("health", response=dict[str, Any], summary="State of the assistant")
async def health_report(request: HttpRequest) -> dict[str, Any]:
    """`status` is "ok" or "degraded"; the rest are counts."""
    return await sync_to_async(health.report)()
