"""Which other sites' pages may read the API: those of the operator's allowed origins, no others.

No cookies cross: credentials are never allowed, and the API looks at none.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from assistant.conf import settings

_METHODS = "GET, POST, DELETE"
_HEADERS = "Accept, Content-Type"
#: Seconds that a browser may remember a preflight; two hours is the most that browsers keep.
_MAX_AGE = "7200"


def is_preflight(request: HttpRequest) -> bool:
    """Is this a browser's question whether it may send the real request?"""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def preflight(request: HttpRequest) -> HttpResponseBase:
    """The answer to a preflight: 204, with leave to go on if the origin is allowed."""
    response = HttpResponse(status=204)
    if _is_allowed(request):
        response["Access-Control-Allow-Methods"] = _METHODS
        response["Access-Control-Allow-Headers"] = _HEADERS
        response["Access-Control-Max-Age"] = _MAX_AGE
    return allow(request, response)


def allow(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let the page that asked read the response, if its origin is allowed; returns the response."""
    # Also without an origin: a cache must not hand one site's response to another.
    patch_vary_headers(response, ["Origin"])
    if _is_allowed(request):
        response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def _is_allowed(request: HttpRequest) -> bool:
    return request.headers.get("Origin") in settings.allowed_origins
