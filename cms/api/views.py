"""The base of all endpoints: JSON only, for anonymous readers, revalidated at each request."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

logger = logging.getLogger(__name__)


#: The largest offset of a list; a database can't count further than 64 bits.
_LAST_OFFSET = 1_000_000


class BoundedPagination(WagtailPagination):
    """Wagtail's pagination with a limit to the offset."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """Return the items from `offset` on. Raises BadRequestError if it is too large."""
        offset = request.GET.get("offset", "0")
        if offset.isdecimal() and int(offset[:30]) > _LAST_OFFSET:
            raise BadRequestError(f"offset is a number too large: the most is {_LAST_OFFSET}")
        return super().paginate_queryset(queryset, request, view)


class StrictAPIViewSet(BaseAPIViewSet):
    """An endpoint of the hub.

    Responses carry an `ETag` and have to be revalidated each time: what is withdrawn is gone at
    once, and what is unchanged costs only a 304.
    """

    pagination_class = BoundedPagination
    renderer_classes = [JSONRenderer]
    # No cookie is read, so that the browser of a member gets the same as everybody's.
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    @method_decorator(conditional_page)
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the response, or 304 if the client has it already."""
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_cache=True)
        return response

    def get_renderer_context(self) -> dict[str, Any]:
        """Return the context without indentation, which would only make responses larger."""
        return {**super().get_renderer_context(), "indent": None}

    def resolve_rich_text_format(self) -> str:
        """Return "html", the only format: Wagtail's others name pages that are not public."""
        if self.request.GET.get("rich_text_format", "html") != "html":
            raise BadRequestError("rich_text_format must be 'html'")
        return "html"

    def find_view(self, request: Request) -> Response:
        """Redirect to the thing with this `id`."""
        if not request.GET.get("id", "0").isdecimal():
            raise BadRequestError("id must be a positive integer")
        return super().find_view(request)

    def handle_exception(self, exc: Exception) -> Response:
        """Return each error as JSON with a `message`, and none with a traceback."""
        if isinstance(exc, ValidationError | OverflowError | DataError):
            exc = BadRequestError(_sentence(exc))
        try:
            response = super().handle_exception(exc)
        except Exception:
            logger.exception("The API failed at %s", self.request.path)
            message = "The server failed. The people who run it have been told."
            return Response({"message": message}, status=status.HTTP_500_INTERNAL_SERVER_ERROR)
        if "message" not in response.data:
            response.data = {"message": str(response.data.get("detail", "not allowed"))}
        response.exception = True
        return response


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "field filter error. " + " ".join(error.messages)
    return "a number in the query is too large"


class NotFound(StrictAPIViewSet):
    """The endpoint of all addresses that the API does not have."""

    def missing(self, request: Request, path: str = "") -> Response:
        """Return a 404 that names the endpoints there are."""
        names = ", ".join(request.wagtailapi_router._endpoints)
        return Response({"message": f"not found. The endpoints are {names}"}, status=404)
