"""Puts the API together: its operations, its documentation, and the frame around all of them."""

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
    """The documentation page with django-ninja's own copy of Swagger, never one of another host."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page; not found where the site has not installed the app `ninja`, which holds it."""
        if not apps.is_installed("ninja"):
            raise Http404
        return super().render_page(request, api, **kwargs)


class PlainJSON(JSONRenderer):
    """JSON with letters as they are: escaped, Khmer would be twice as long on the line."""

    json_dumps_params: ClassVar = {"ensure_ascii": False}  # type: ignore[misc]


class AssistantAPI(NinjaAPI):
    """django-ninja's API, with the shape of problems among its schemas."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The OpenAPI document."""
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
    # The first three have handlers of django-ninja's own otherwise.
    for kind in (HttpError, ValidationError, Http404, Exception):
        api.add_exception_handler(kind, problems.response)  # type: ignore[arg-type]  # gets instances
    return api


def framed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a view of the API: preflights, limits, the language of messages, problems, CORS."""
    run = view if iscoroutinefunction(view) else sync_to_async(view)

    @wraps(view)
    async def framed_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if cors.is_preflight(request):
            return cors.preflight(request)
        response: HttpResponseBase
        try:
            parsing.admit(request)
            with translation.override(parsing.language(request)):
                response = await run(request, *args, **kwargs)
                if isinstance(response, HttpResponseNotAllowed):
                    response = problems.method_not_allowed(response["Allow"])
        except Exception as error:
            response = problems.response(request, error)
        # An answer is true now: a page may be unpublished the next second.
        response.headers.setdefault("Cache-Control", "no-store")
        return cors.allow(request, response)

    framed_view.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is read
    return framed_view


async def _not_found(request: HttpRequest) -> HttpResponse:
    raise Http404


def _framed_pattern(pattern: URLPattern | URLResolver) -> URLPattern:
    if not isinstance(pattern, URLPattern):
        raise TypeError(f"django-ninja made {pattern!r} where a plain address was expected")
    return URLPattern(pattern.pattern, framed(pattern.callback), name=pattern.name)


def build_urls() -> tuple[list[URLPattern], str, str]:
    """The patterns, app name and namespace, as `path()` takes them."""
    patterns, app_name, namespace = _build().urls
    own = [_framed_pattern(pattern) for pattern in patterns]
    return [*own, re_path(r"", framed(_not_found))], app_name, namespace
