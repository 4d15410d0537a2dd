"""Assembles the API: its operations, its documentation, and the wrapper around every view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.renderers import JSONRenderer

from assistant.api import cors, parsing, problems
from assistant.api.router import router
from assistant.api.schemas import ProblemOut

_DESCRIPTION = """
Answers questions from the public pages and documents of this site, with citations.

Nothing needs a key, and no cookie is read. Errors are `application/problem+json`:

"""


class OwnSwagger(Swagger):
    """The documentation page with django-ninja's own copy of Swagger, not one from another host."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Render the page. Raises Http404 if the site lacks the app `ninja`, which contains it."""
        if not apps.is_installed("ninja"):
            raise Http404
        return super().render_page(request, api, **kwargs)


class PlainJSON(JSONRenderer):
    """Renders JSON without escaping letters: escaped, Khmer would take twice as many bytes."""

    json_dumps_params: ClassVar = {"ensure_ascii": False}  # type: ignore[misc]


class AssistantAPI(NinjaAPI):
    """django-ninja's API, with the schema of problems added."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"]["ProblemOut"] = ProblemOut.model_json_schema()
        return schema


def _build() -> NinjaAPI:
    api = AssistantAPI(
        title="Assistant",
        version="1",
        description=_DESCRIPTION + problems.documentation(),
        docs=OwnSwagger({"tryItOutEnabled": True, "validatorUrl": None}),
        urls_namespace="assistant:api",
        parser=parsing.JSONParser(),
        renderer=PlainJSON(),
    )
    api.add_router("", router)
    # django-ninja has handlers of its own for the first three, which these replace.
    for kind in (HttpError, ValidationError, Http404, Exception):
        api.add_exception_handler(kind, problems.response)  # type: ignore[arg-type]  # gets instances
    return api


def wrap_view(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a view of the API with preflights, limits, the messages' language, problems and CORS."""
    run = view if iscoroutinefunction(view) else sync_to_async(view)

    @wraps(view)
    async def wrapped_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if cors.is_preflight(request):
            return cors.preflight(request)
        response: HttpResponseBase
        try:
            parsing.refuse_unreadable(request)
            with translation.override(parsing.language(request)):
                response = await run(request, *args, **kwargs)
                if isinstance(response, HttpResponseNotAllowed):
                    response = problems.method_not_allowed(response["Allow"])
        except Exception as error:
            response = problems.response(request, error)
        # A cached answer may be wrong at once: a page may be unpublished the next second.
        response.headers.setdefault("Cache-Control", "no-store")
        return cors.allow(request, response)

    wrapped_view.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is read
    return wrapped_view


async def _not_found(request: HttpRequest) -> HttpResponse:
    """Refuse an address that the API does not have."""
    raise Http404


def _wrapped_pattern(pattern: URLPattern | URLResolver) -> URLPattern:
    """Return a URL pattern of django-ninja with its view wrapped."""
    if not isinstance(pattern, URLPattern):
        raise TypeError(f"django-ninja made {pattern!r} where a plain address was expected")
    return URLPattern(pattern.pattern, wrap_view(pattern.callback), name=pattern.name)


def build_urls() -> tuple[list[URLPattern], str, str]:
    """Return the URL patterns, app name and namespace of the API, as `path()` takes them."""
    patterns, app_name, namespace = _build().urls
    own = [_wrapped_pattern(pattern) for pattern in patterns]
    return [*own, re_path(r"", wrap_view(_not_found))], app_name, namespace
