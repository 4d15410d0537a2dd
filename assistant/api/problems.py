"""Turns every exception into a problem: a status, a name and a sentence that says what to do.

One table serves responses and streams (RFC 9457). An exception that is not in it is a fault of the
assistant: it is logged with its traceback, and shown without it.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError, ValidationError

from assistant import exceptions as errors
from assistant.api import parsing
from assistant.api.rate_limit import TooManyRequests

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is shown of an exception; `headers` are sent only with a response, not in a stream."""

    type: str
    title: str
    status: int
    detail: str
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the members of the problem object."""
        members = asdict(self)
        del members["headers"]
        return members


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A row of the table of problems.

    Without a `detail`, the text of the exception is shown; `retry_after` is in seconds.
    """

    status: int
    slug: str
    title: str
    detail: str | Promise = ""
    retry_after: int | None = None


_ANSWERS_RESTING = gettext_lazy(
    "The assistant can't answer at the moment. Please try again in a minute."
)

PROBLEM_TYPES: dict[type[Exception], ProblemType] = {
    errors.InvalidQuestion: ProblemType(422, "invalid-question", "The question can't be taken"),
    errors.EmptyQuestion: ProblemType(422, "empty-question", "The question is empty"),
    errors.QuestionTooLong: ProblemType(422, "question-too-long", "The question is too long"),
    errors.UnsupportedLocale: ProblemType(422, "unsupported-locale", "The language is not offered"),
    # Not 404: on a site with `i18n_patterns` Django turns that into a redirect to a page.
    errors.TurnNotFound: ProblemType(
        410,
        "answer-not-found",
        "The answer is gone",
        gettext_lazy("That answer is not kept any more. Ask again to get a new one."),
    ),
    errors.IndexUnavailable: ProblemType(
        503, "index-unavailable", "The index can't be read", _ANSWERS_RESTING, 60
    ),
    errors.ProviderError: ProblemType(
        503, "provider-failed", "A language model failed", _ANSWERS_RESTING, 60
    ),
    errors.ProviderUnavailable: ProblemType(
        503, "provider-unavailable", "A language model is unavailable", _ANSWERS_RESTING, 60
    ),
    errors.ProviderMisconfigured: ProblemType(
        503,
        "provider-misconfigured",
        "A language model is not set up",
        gettext_lazy(
            "The assistant is not set up correctly. Please tell the people who run the site."
        ),
    ),
    parsing.BodyTooLarge: ProblemType(
        413,
        "body-too-large",
        "The request is too large",
        gettext_lazy("The request is too large. Send at most 64 kB."),
    ),
    parsing.NotJSON: ProblemType(
        400,
        "not-json",
        "The request is not JSON",
        gettext_lazy("The request can't be read. Send a JSON object, encoded as UTF-8."),
    ),
    parsing.WrongContentType: ProblemType(
        415,
        "wrong-content-type",
        "The content type is not supported",
        gettext_lazy("Send the request with the content type application/json."),
    ),
    parsing.BinaryQuery: ProblemType(
        400,
        "not-utf-8",
        "The query is not text",
        gettext_lazy("The address can't be read. Encode its parameters as UTF-8."),
    ),
    TooManyRequests: ProblemType(
        429,
        "too-many-requests",
        "Too many requests",
        gettext_lazy(
            "You have asked many questions in a short time. Wait a minute, then try again."
        ),
    ),
    ValidationError: ProblemType(422, "invalid-request", "The request is not valid"),
    Http404: ProblemType(
        404,
        "not-found",
        "Not found",
        gettext_lazy("There is nothing at this address. The documentation lists what there is."),
    ),
}

_INTERNAL_ERROR = ProblemType(
    500,
    "internal-error",
    "Internal error",
    gettext_lazy("Something went wrong on our side. Please try again later."),
)


def problem(error: BaseException) -> Problem:
    """Return the problem for an exception, in the active language; log faults of the assistant."""
    if isinstance(error, HttpError) and error.__cause__ is not None:
        # django-ninja wraps the exceptions of the parser.
        error = error.__cause__
    if isinstance(error, RequestDataTooBig):
        error = parsing.BodyTooLarge()
    elif isinstance(error, SuspiciousOperation):
        error = parsing.NotJSON()
    kind = next(
        (PROBLEM_TYPES[cls] for cls in type(error).__mro__ if cls in PROBLEM_TYPES), _INTERNAL_ERROR
    )
    if kind is _INTERNAL_ERROR:
        logger.error("Unexpected error while answering a request", exc_info=error)
    elif kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("Answered with %d %s: %s", kind.status, kind.slug, error)
    retry_after = error.retry_after if isinstance(error, TooManyRequests) else kind.retry_after
    return Problem(
        type=_type(kind.slug),
        title=kind.title,
        status=kind.status,
        detail=_detail(error, kind),
        headers={} if retry_after is None else {"Retry-After": str(retry_after)},
    )


def response(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Return the response for an exception. It is an exception handler of django-ninja."""
    return _respond(problem(error))


def method_not_allowed(allowed: str) -> HttpResponse:
    """Return the response to a method that an address does not have.

    `allowed` is the value of the header `Allow`.
    """
    return _respond(
        Problem(
            type=_type("method-not-allowed"),
            title="Method not allowed",
            status=405,
            detail=_("Use one of these methods here: %(methods)s.") % {"methods": allowed},
            headers={"Allow": allowed},
        )
    )


def _respond(shown: Problem) -> HttpResponse:
    return JsonResponse(
        shown.as_json(),
        status=shown.status,
        content_type=CONTENT_TYPE,
        headers={
            **shown.headers,
            "Content-Language": translation.get_language() or "en",
            "Cache-Control": "no-store",
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _type(slug: str) -> str:
    """Return the problem's `type`: an anchor on the documentation page, which lists the names."""
    try:
        return f"{reverse('assistant:api:openapi-view')}#{slug}"
    except NoReverseMatch:
        return "about:blank"


def _detail(error: BaseException, kind: ProblemType) -> str:
    if isinstance(error, ValidationError):
        return _validation_detail(error)
    return str(kind.detail or error)


def _validation_detail(error: ValidationError) -> str:
    """Return a sentence about the first invalid parameter."""
    first = error.errors[0]
    # `loc` is ("body", parameter of the view function, field) or ("query", field).
    path = [str(part) for part in first["loc"]]
    name = path[-1]
    at_root = path[0] == "body" and len(path) < 3
    match first["type"]:
        case "missing" | "model_attributes_type" | "model_type" if at_root:
            return _("Send a JSON object with the fields that the documentation names.")
        case "missing":
            return _("“%(name)s” is missing. Add it.") % {"name": name}
        case "binary_text" | "string_unicode":
            return _("“%(name)s” contains characters that are not text. Remove them.") % {
                "name": name
            }
        case "string_type":
            return _("“%(name)s” must be text.") % {"name": name}
        case "string_too_long":
            return _("“%(name)s” is too long.") % {"name": name}
        case "bool_type":
            return _("“%(name)s” must be true or false.") % {"name": name}
        case kind if kind.startswith("uuid"):
            return _("“%(name)s” must be an identifier that an earlier answer returned.") % {
                "name": name
            }
        case kind if kind.startswith(("int", "greater", "less")):
            return _("“%(name)s” must be a whole number in the range that is documented.") % {
                "name": name
            }
    return _("“%(name)s” can't be used. The documentation says what it may be.") % {"name": name}


def documentation() -> str:
    """Return the problems as a Markdown table, for the documentation page."""
    rows = sorted(
        {
            (kind.status, kind.slug, kind.title)
            for kind in [*PROBLEM_TYPES.values(), _INTERNAL_ERROR]
        }
    )
    lines = [f"| {status} | `{slug}` | {title} |" for status, slug, title in rows]
    return "\n".join(["| Status | `type` ends in | Meaning |", "| --- | --- | --- |", *lines])
