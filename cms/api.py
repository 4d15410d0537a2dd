"""The headless API: every live, public page and document, as JSON, in every language.

Wagtail's API v2, made strict: what an anonymous visitor cannot open is not in it.
"""

from django.db.models import QuerySet
from rest_framework.fields import SerializerMethodField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.models import Locale

from assistant.visibility import public_documents, public_pages


class HubPagesAPIViewSet(PagesAPIViewSet):
    """Pages, with the key that the translations of one page share."""

    meta_fields = [*PagesAPIViewSet.meta_fields, "translation_key", "last_published_at"]
    listing_default_fields = [*PagesAPIViewSet.listing_default_fields, "translation_key"]

    def get_base_queryset(self) -> QuerySet:
        """Public pages (see PagesAPIViewSet, which overlooks aliases of private pages)."""
        return super().get_base_queryset().filter(pk__in=public_pages().values("pk"))

    def get_queryset(self) -> QuerySet:
        """The pages of a request with what each shows of others (see PagesAPIViewSet)."""
        return super().get_queryset().select_related("locale", "content_type")


class HubDocumentsAPIViewSet(DocumentsAPIViewSet):
    """Documents that a public page links to: an upload that none does is not published."""

    body_fields = [*DocumentsAPIViewSet.body_fields, "file_size"]

    def get_queryset(self) -> QuerySet:
        """Public documents (see DocumentsAPIViewSet)."""
        return super().get_queryset().filter(pk__in=public_documents().values("pk"))


class LocaleSerializer(BaseSerializer):
    """A language of the site, with its own name."""

    name = SerializerMethodField()

    def get_name(self, locale: Locale) -> str:
        """The language's own name, as in the language switcher."""
        return locale.get_display_name()


class LocalesAPIViewSet(BaseAPIViewSet):
    """The languages that pages may be in."""

    base_serializer_class = LocaleSerializer
    body_fields = [*BaseAPIViewSet.body_fields, "language_code", "name"]
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "language_code", "name"]
    name = "locales"
    model = Locale


api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("pages", HubPagesAPIViewSet)
api_router.register_endpoint("documents", HubDocumentsAPIViewSet)
api_router.register_endpoint("locales", LocalesAPIViewSet)
