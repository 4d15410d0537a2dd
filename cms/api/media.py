"""The API's endpoints of documents and images that public pages use."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from rest_framework.fields import Field
from wagtail.api.v2.filters import OrderingFilter
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images import get_image_model
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex

from assistant.access import public_documents, public_pages
from cms.api.filters import ShortSearchFilter, StrictFieldsFilter
from cms.api.lookups import open_images
from cms.api.renditions import SIZES, rendition_references
from cms.api.views import StrictAPIViewSet
from cms.models import Organisation

_FILTERS: list[Any] = [StrictFieldsFilter, OrderingFilter, ShortSearchFilter]


def public_images() -> QuerySet[Any]:
    """Return logos and the images that public pages use, if everyone may open their collection."""
    public = public_pages().annotate(key=Cast("pk", CharField()))
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(get_image_model()),
        to_object_id=Cast(OuterRef("pk"), CharField()),
        base_content_type=ContentType.objects.get_for_model(Page),
    ).filter(Exists(public.filter(key=OuterRef("object_id"))))
    logos = Organisation.objects.exclude(logo=None).values("logo")
    return open_images().filter(Q(Exists(uses)) | Q(pk__in=logos))


class TagNamesField(Field):
    """The names of tags, without a query for each object."""

    def to_representation(self, tags: Any) -> list[str]:
        """Return the names in alphabetical order."""
        return sorted(tag.name for tag in tags.all())


class RenditionsField(Field):
    """An image in all sizes."""

    def get_attribute(self, image: Any) -> Any:
        return image

    def to_representation(self, image: Any) -> dict[str, dict[str, Any]]:
        """Return the address, width, height and description by the name of the size."""
        return rendition_references(image, image.default_alt_text, self.context["request"])


class HubImageSerializer(ImageSerializer):
    """An image with its scaled copies."""

    renditions = RenditionsField(read_only=True)
    tags = TagNamesField(read_only=True)


class HubDocumentSerializer(DocumentSerializer):
    """A document with its tags."""

    tags = TagNamesField(read_only=True)


class HubImagesAPIViewSet(StrictAPIViewSet, ImagesAPIViewSet):
    """The endpoint of images that public pages use."""

    base_serializer_class = HubImageSerializer
    filter_backends = _FILTERS
    body_fields = [*ImagesAPIViewSet.body_fields, "description", "credit", "renditions"]
    nested_default_fields = [*ImagesAPIViewSet.nested_default_fields, "description", "renditions"]

    def get_queryset(self) -> QuerySet[Any]:
        found = get_image_model().objects.filter(pk__in=public_images().values("pk"))
        return found.order_by("id").prefetch_renditions(*SIZES.values()).prefetch_related("tags")


class HubDocumentsAPIViewSet(StrictAPIViewSet, DocumentsAPIViewSet):
    """The endpoint of documents that a public page links to.

    A document that no public page links to is not published by its upload.
    """

    base_serializer_class = HubDocumentSerializer
    filter_backends = _FILTERS
    body_fields = [*DocumentsAPIViewSet.body_fields, "file_size"]

    def get_queryset(self) -> QuerySet[Any]:
        found = super().get_queryset().filter(pk__in=public_documents().values("pk"))
        return found.prefetch_related("tags")
