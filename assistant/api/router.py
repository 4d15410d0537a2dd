"""The operations of the API: each reads its parameters, makes one call, and frames the result."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from ninja import Query, Router, Status
from pydantic import Field

from assistant import answering, health, retrieval
from assistant.answering import validate_question
from assistant.api import rate_limit, schemas, sse
from assistant.exceptions import UnsupportedLocale
from assistant.text import certain_language, resolve_language

router = Router()

_JSON = "application/json"
#: The channel with which questions from here are stored.
_CHANNEL = "api"
_PROBLEM = {
    "description": "A problem",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
    },
}
_STREAM = {
    "description": "The answer, or with `Accept: text/event-stream` the stream of its events: "
    '`sources` (a list of sources), `delta` (`{"text": …}`), then `done` (the whole answer, '
    "which replaces what was streamed) or `error` (a problem).",
    "content": {sse.CONTENT_TYPE: {"schema": {"type": "string"}}},
}


def _responses(*statuses: int) -> dict[int, Any]:
    return dict.fromkeys(statuses, _PROBLEM)


@router.post(
    "ask",
    response=schemas.AnswerOut,
    summary="Ask a question",
    openapi_extra={"responses": {200: _STREAM} | _responses(400, 413, 415, 422, 429, 500, 503)},
)
async def ask(request: HttpRequest, body: schemas.AskIn) -> Any:
    """Answer a question from the site's public pages and documents."""
    await rate_limit.count_request(request, "ask")
    question, locale = body.question, _language_to_answer_in(body)
    conversation = None if body.conversation is None else str(body.conversation)
    if request.get_preferred_type([_JSON, sse.CONTENT_TYPE]) == sse.CONTENT_TYPE:
        # Refuse an invalid question now: once the stream has begun, the status can't change.
        accepted = await sync_to_async(answering.accept_question)(
            question, locale, conversation, _CHANNEL, body.page
        )
        response: HttpResponseBase = sse.respond(answering.astream_accepted(accepted))
        patch_vary_headers(response, ["Accept"])
        return response
    answer = await answering.aanswer(
        question, locale=locale, conversation=conversation, channel=_CHANNEL, page=body.page
    )
    return schemas.AnswerOut.of(answer)


def _language_to_answer_in(body: schemas.AskIn) -> str:
    """Return the question's own language if that is certain, or else the reader's as it was sent.

    What was sent is the language of the page around the widget, which nobody chose for the answer.
    """
    try:
        resolve_language(body.locale, body.question)
    except UnsupportedLocale:
        return body.locale  # and the question is refused for it
    return certain_language(body.question) or body.locale


@router.get(
    "search",
    response=schemas.SearchOut,
    summary="Search passages",
    openapi_extra={"responses": _responses(400, 422, 429, 500, 503)},
)
async def search(
    request: HttpRequest,
    q: Annotated[schemas.Text, Query(description="What to look for.")],
    locale: schemas.Locale = "auto",
    limit: Annotated[int, Field(ge=1, le=schemas.MAX_RESULTS)] = 10,
) -> schemas.SearchOut:
    """Find passages of the site's public pages and documents, without an answer."""
    await rate_limit.count_request(request, "search")
    accepted = await sync_to_async(validate_question)(q, locale, None, _CHANNEL)
    results = await sync_to_async(retrieval.search)(
        accepted.question, locale=accepted.locale, limit=limit
    )
    return schemas.SearchOut(
        query=accepted.question,
        locale=accepted.locale,
        results=[schemas.PassageOut.of(result) for result in results],
    )


@router.post(
    "feedback",
    response={204: None},
    summary="Say whether an answer helped",
    openapi_extra={"responses": _responses(400, 410, 413, 415, 422, 429, 500)},
)
async def feedback(request: HttpRequest, body: schemas.FeedbackIn) -> Status[None]:
    """Record whether an answer helped; the latest word counts."""
    await rate_limit.count_request(request, "feedback")
    await sync_to_async(answering.record_feedback)(str(body.id), body.helpful)
    return Status(204, None)


@router.delete(
    "conversations/{conversation}",
    response={204: None},
    summary="Forget a conversation",
    openapi_extra={"responses": _responses(422, 429, 500)},
)
async def forget(request: HttpRequest, conversation: UUID) -> Status[None]:
    """Delete a conversation with its questions and answers; also when there is none."""
    await rate_limit.count_request(request, "forget")
    await sync_to_async(answering.forget_conversation)(str(conversation))
    return Status(204, None)


@router.get("health", response=dict[str, Any], summary="State of the assistant")
async def health_report(request: HttpRequest) -> dict[str, Any]:
    """`status` is "ok" or "degraded"; the rest are counts."""
    return await sync_to_async(health.report)()
