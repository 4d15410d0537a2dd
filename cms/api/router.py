"""The addresses of the API."""

from __future__ import annotations

from django.urls import re_path
from wagtail.api.v2.router import WagtailAPIRouter

from cms.api.directory import (
    GlossaryAPIViewSet,
    LocalesAPIViewSet,
    OrganisationsAPIViewSet,
    PeopleAPIViewSet,
    PlacesAPIViewSet,
    VocationalFieldsAPIViewSet,
)
from cms.api.drafts import PagePreviewAPIViewSet
from cms.api.media import HubDocumentsAPIViewSet, HubImagesAPIViewSet
from cms.api.pages import HubPagesAPIViewSet
from cms.api.views import NotFound


class HubAPIRouter(WagtailAPIRouter):
    """Wagtail's router of the API, with a JSON answer to addresses that do not exist."""

    def get_urlpatterns(self) -> list:
        """Return the endpoints, and last the view for all other addresses."""
        missing = self.wrap_view(NotFound.as_view({"get": "missing"}))
        return [*super().get_urlpatterns(), re_path(r"^(?P<path>.*)$", missing, name="missing")]


api_router = HubAPIRouter("wagtailapi")
api_router.register_endpoint("pages", HubPagesAPIViewSet)
api_router.register_endpoint("page_preview", PagePreviewAPIViewSet)
api_router.register_endpoint("images", HubImagesAPIViewSet)
api_router.register_endpoint("documents", HubDocumentsAPIViewSet)
api_router.register_endpoint("locales", LocalesAPIViewSet)
api_router.register_endpoint("organisations", OrganisationsAPIViewSet)
api_router.register_endpoint("places", PlacesAPIViewSet)
api_router.register_endpoint("fields", VocationalFieldsAPIViewSet)
api_router.register_endpoint("people", PeopleAPIViewSet)
api_router.register_endpoint("glossary", GlossaryAPIViewSet)
