"""The endpoint of drafts, for a front end that shows an editor's preview."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.cache import add_never_cache_headers
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Page

from cms.api.batch import Batch
from cms.api.pages import HubPagesAPIViewSet
from cms.models import previewed_page


class PagePreviewAPIViewSet(HubPagesAPIViewSet):
    """A draft, found by the token that the hub gave to an editor's browser."""

    name = "page_preview"
    model = Page

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the response, which no cache may keep."""
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def listing_view(self, request: Request) -> Response:
        """Return the draft for `?content_type=` and `?token=`."""
        self.action = "detail_view"
        return Response(self.get_serializer(self.get_object()).data)

    def detail_view(self, request: Request, pk: int) -> Response:
        """Raise Http404: a draft is asked for by its token only."""
        raise Http404("not found")

    def find_view(self, request: Request) -> Response:
        """Raise Http404: a draft is asked for by its token only."""
        raise Http404("not found")

    def get_object(self) -> Page:
        """Return the draft. Raises BadRequestError without parameters, Http404 without a draft."""
        if not hasattr(self, "_draft"):
            query = self.request.GET
            if "content_type" not in query or "token" not in query:
                raise BadRequestError("give content_type and token")
            page = previewed_page(query["content_type"], query["token"])
            if page is None:
                raise Http404("the token is wrong or has expired")
            self._draft = page
            self._batch = Batch([page], self.request._request, draft=True)
        return self._draft
