"""Lets pages of the operator's allowed origins read the API, and those of no other site (CORS).

No cookies are sent along: credentials are never allowed, and the API reads none.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from assistant.conf import settings

_METHODS = "GET, POST, DELETE"
_HEADERS = "Accept, Content-Type"
#: Seconds that a browser may cache a preflight; Chromium caches none for more than two hours.
_MAX_AGE = "7200"


def is_preflight(request: HttpRequest) -> bool:
    """Return whether this is a CORS preflight, by which a browser asks for permission."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def preflight(request: HttpRequest) -> HttpResponseBase:
    """Return the response to a preflight: 204, with the permission if the origin is allowed."""
    response = HttpResponse(status=204)
    if _is_allowed(request):
        response["Access-Control-Allow-Methods"] = _METHODS
        response["Access-Control-Allow-Headers"] = _HEADERS
        response["Access-Control-Max-Age"] = _MAX_AGE
    return allow(request, response)


def allow(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Add the CORS headers to a response, if the request's origin is allowed, and return it."""
    # Also if there is no origin: a cache must not give one site's response to another site.
    patch_vary_headers(response, ["Origin"])
    if _is_allowed(request):
        response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def _is_allowed(request: HttpRequest) -> bool:
    return request.headers.get("Origin") in settings.allowed_origins
