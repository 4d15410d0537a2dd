"""The API's endpoint of pages."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    OrderingFilter,
    TranslationOfFilter,
)
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page, Site

from assistant.access import public_pages
from cms.api.batch import Batch
from cms.api.fields import HubPageSerializer
from cms.api.filters import (
    LanguageFilter,
    RelationsFilter,
    ShortSearchFilter,
    StrictFieldsFilter,
    language,
)
from cms.api.views import StrictAPIViewSet
from cms.models import declared_kind

#: Fields of pages of every kind.
COMMON_FIELDS = [
    "introduction",
    "image",
    "labels",
    "vocational_fields",
    "places",
    "organisations",
    "people",
    "related_pages",
    "breadcrumbs",
    "translations",
    "text",
]


class HubPagesAPIViewSet(StrictAPIViewSet, PagesAPIViewSet):
    """The endpoint of public pages, with all that they name."""

    base_serializer_class = HubPageSerializer
    filter_backends: ClassVar[list[Any]] = [
        StrictFieldsFilter,
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        OrderingFilter,
        TranslationOfFilter,
        LanguageFilter,
        RelationsFilter,
        ShortSearchFilter,  # last: what it gives cannot be filtered
    ]
    known_query_parameters = PagesAPIViewSet.known_query_parameters.union(
        RelationsFilter.parameters
    )
    meta_fields = [*PagesAPIViewSet.meta_fields, "translation_key", "last_published_at"]
    listing_default_fields = [
        *PagesAPIViewSet.listing_default_fields,
        "translation_key",
        "last_published_at",
    ]

    @classmethod
    def get_body_fields(cls, model: type[Page]) -> list[APIField]:
        """Return the model's own fields and those of every page."""
        fields = super().get_body_fields(model)
        known = {field.name for field in fields}
        kind = declared_kind(model)
        more = [*COMMON_FIELDS, *(kind.api_fields if kind else ())]
        return fields + [APIField(name) for name in more if name not in known]

    def get_base_queryset(self) -> QuerySet[Page]:
        """Return the public pages of the site that the request or `?site=` names."""
        root = self._site().root_page
        own = Q()
        for home in Page.objects.filter(translation_key=root.translation_key):
            own |= Q(path__startswith=home.path)
        return Page.objects.filter(own, pk__in=public_pages().values("pk"))

    def _site(self) -> Site:
        wanted = self.request.GET.get("site")
        if wanted is None:
            site = Site.find_for_request(self.request._request)
        else:
            host, _, port = wanted.partition(":")
            sites = Site.objects.filter(hostname=host)
            site = sites.filter(port=int(port)).first() if port.isdecimal() else sites.first()
        if site is None:
            raise BadRequestError("site doesn't exist")
        return site

    def get_queryset(self) -> QuerySet[Page]:
        related = ("locale", "content_type", "alias_of__locale", "alias_of__content_type")
        return super().get_queryset().select_related(*related)

    def filter_queryset(self, queryset: QuerySet) -> Any:
        """Filter and sort lists only; a single page is asked for by its key alone."""
        return super().filter_queryset(queryset) if self.action == "listing_view" else queryset

    def paginate_queryset(self, queryset: Any) -> list[Page]:
        """Return the pages of the response, and keep them as a batch."""
        self._batch = Batch(list(super().paginate_queryset(queryset)), self.request._request)
        return list(self._batch.pages)

    def get_serializer_context(self) -> dict[str, Any]:
        """Return the context with the batch of pages that are written together."""
        context = super().get_serializer_context()
        if not hasattr(self, "_batch"):
            code = self.request.GET.get("locale")
            chosen = language(code).language_code if code else None
            page = self.get_object()
            self._batch = Batch([page], self.request._request, language=chosen)
        context["batch"] = self._batch
        return context

    def find_view(self, request: Request) -> Response:
        """Redirect to the page with this `id` or `html_path`."""
        if "html_path" not in request.GET and "id" not in request.GET:
            raise BadRequestError("give html_path or id")
        return super().find_view(request)

    def find_object(self, queryset: QuerySet, request: Request) -> Page | None:
        """Return the public page at `html_path`, in any language; None if there is none."""
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        parts = [part for part in urlsplit(request.GET["html_path"]).path.split("/") if part]
        root = self._site().root_page
        if parts and parts[0] in dict(settings.LANGUAGES):
            code = parts.pop(0)
            root = Page.objects.filter(
                translation_key=root.translation_key, locale__language_code=code
            ).first()
        if root is None:
            return None
        try:
            page = root.specific.route(request._request, parts)[0]
        except Http404:
            return None
        return page if queryset.filter(pk=page.pk).exists() else None
