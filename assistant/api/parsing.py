"""Parses requests, and refuses every body that is not a small one of JSON in UTF-8."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest
from django.utils import translation
from ninja.parser import Parser

from assistant.exceptions import UnsupportedLocale
from assistant.text import resolve_language

#: Largest body in bytes.
MAX_BODY = 64 * 1024


class BadRequest(Exception):
    """The request can't be parsed."""


class BodyTooLarge(BadRequest):
    """The body is over MAX_BODY."""


class NotJSON(BadRequest):
    """The body is not JSON in UTF-8."""


class WrongContentType(BadRequest):
    """The body's content type is not JSON."""


class BinaryQuery(BadRequest):
    """The query string is not UTF-8."""


class JSONParser(Parser):
    """Parses bodies for django-ninja, whose own parser also accepts UTF-16 and lone surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body's JSON. Raises NotJSON."""
        try:
            return json.loads(request.body.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise NotJSON from error


def refuse_unreadable(request: HttpRequest) -> None:
    """Refuse a request that no operation accepts, before it is parsed. Raises a BadRequest."""
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
    except UnicodeDecodeError as error:
        raise BinaryQuery from error
    if request.method != "POST":
        return
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MAX_BODY:
        raise BodyTooLarge
    # A chunked body has no length: it is too large if one byte more than the limit can be read.
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise BodyTooLarge
    request._body = body
    if body and request.content_type != "application/json":
        raise WrongContentType


def language(request: HttpRequest) -> str:
    """Return the language of messages: the request's `locale`, or else Django's active language."""
    wanted = request.GET.get("locale")
    if request.method == "POST" and (body := getattr(request, "_body", b"")):
        try:
            wanted = json.loads(body)["locale"]
        except (ValueError, LookupError, TypeError, RecursionError):
            wanted = None
    if isinstance(wanted, str) and wanted != "auto":
        try:
            return resolve_language(wanted, "")
        except UnsupportedLocale:
            pass
    return translation.get_language() or "en"
