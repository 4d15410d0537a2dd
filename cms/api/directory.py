"""The endpoints of what pages share: languages, organisations, places, fields, people, terms."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from rest_framework.fields import Field, SerializerMethodField
from wagtail.api import APIField
from wagtail.api.v2.filters import OrderingFilter
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.models import Locale

from assistant.access import public_pages
from cms.api.filters import LanguageFilter, ShortSearchFilter, StrictFieldsFilter
from cms.api.lookups import Lookups
from cms.api.representations import image_reference, snippet_reference
from cms.api.views import StrictAPIViewSet
from cms.models import (
    GlossaryTerm,
    HubSnippet,
    Organisation,
    PagePerson,
    Person,
    Place,
    VocationalField,
)


class LocaleSerializer(BaseSerializer):
    """A language of the site, with its own name."""

    name = SerializerMethodField()

    def get_name(self, locale: Locale) -> str:
        """The language's own name, as in the language switcher."""
        return locale.get_display_name()


class LocalesAPIViewSet(StrictAPIViewSet):
    """The languages that pages may be in."""

    base_serializer_class = LocaleSerializer
    body_fields = [*StrictAPIViewSet.body_fields, "language_code", "name"]
    listing_default_fields = [*StrictAPIViewSet.listing_default_fields, "language_code", "name"]
    name = "locales"
    model = Locale


class SnippetField(Field):
    """A field that is written from the whole snippet."""

    def get_attribute(self, snippet: HubSnippet) -> HubSnippet:
        """The snippet itself (see Field)."""
        return snippet


class NamedSnippetField(SnippetField):
    """Another snippet that this one names, in the same language where it has one."""

    def to_representation(self, snippet: HubSnippet) -> dict[str, Any] | None:
        """What it is called and where more is said of it (see Field)."""
        pk = getattr(snippet, f"{self.field_name}_id")
        model: Any = snippet._meta.get_field(self.field_name or "").related_model
        directory: Directory = self.context["directory"]
        found = directory.lookups.snippet(model, pk, snippet.locale.language_code)
        return snippet_reference(found, directory.request, pk) if found else None


class LogoField(SnippetField):
    """The logo of an organisation in all sizes."""

    def to_representation(self, snippet: HubSnippet) -> dict[str, Any] | None:
        """The image, if its collection is open to everyone (see Field)."""
        directory: Directory = self.context["directory"]
        image = directory.lookups.image(getattr(snippet, "logo_id", None))
        return image_reference(image, directory.request, str(snippet)) if image else None


class SynonymsField(SnippetField):
    """The synonyms of a term."""

    def to_representation(self, snippet: HubSnippet) -> list[str]:
        """One by one (see Field)."""
        lines = getattr(snippet, "synonyms", "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class VersionsField(SnippetField):
    """The snippet in other languages."""

    def to_representation(self, snippet: HubSnippet) -> list[dict[str, Any]]:
        """Each with its key and name (see Field)."""
        directory: Directory = self.context["directory"]
        return [
            {"locale": other.locale.language_code, "id": other.pk, "name": str(other)}
            for other in directory.versions[snippet.translation_key]
            if other.pk != snippet.pk
        ]


class LanguageField(SnippetField):
    """The language that a snippet is in."""

    def to_representation(self, snippet: HubSnippet) -> str:
        """Its code (see Field)."""
        return snippet.locale.language_code


class Directory:
    """The snippets of one response, and what they name."""

    def __init__(self, model: type[Any], snippets: list[Any], request: HttpRequest) -> None:
        """All that they name is found now, in one query for each kind of thing."""
        self.request = request
        self.lookups = Lookups({snippet.locale.language_code for snippet in snippets})
        for name in ("parent", "place", "organisation"):
            if keys := _keys(snippets, f"{name}_id"):
                self.lookups.load_snippets(model._meta.get_field(name).related_model, keys)
        self.lookups.load_images(_keys(snippets, "logo_id"))
        self.versions: dict[Any, list[Any]] = defaultdict(list)
        same = {snippet.translation_key for snippet in snippets}
        found = model.objects.filter(translation_key__in=same).select_related("locale")
        for snippet in found.order_by("locale__pk"):
            self.versions[snippet.translation_key].append(snippet)


def _keys(snippets: list[Any], column: str) -> set[int]:
    return {key for snippet in snippets if (key := getattr(snippet, column, None))}


class SnippetSerializer(BaseSerializer):
    """A snippet with its translations."""

    locale = LanguageField(read_only=True)
    parent = NamedSnippetField(read_only=True)
    place = NamedSnippetField(read_only=True)
    organisation = NamedSnippetField(read_only=True)
    logo = LogoField(read_only=True)
    synonyms = SynonymsField(read_only=True)
    translations = VersionsField(read_only=True)


class SnippetsAPIViewSet(StrictAPIViewSet):
    """Snippets of one model."""

    base_serializer_class = SnippetSerializer
    filter_backends: ClassVar[list[Any]] = [
        StrictFieldsFilter,
        OrderingFilter,
        LanguageFilter,
        ShortSearchFilter,
    ]
    known_query_parameters = StrictAPIViewSet.known_query_parameters.union(["locale"])
    meta_fields = [*StrictAPIViewSet.meta_fields, "locale", "translation_key"]

    @classmethod
    def get_body_fields(cls, model: type[HubSnippet]) -> list[APIField]:
        """The model's own fields as they are written here, and its translations."""
        names = [field.name for field in super().get_body_fields(model)]
        return [APIField(name) for name in [*names, "translations"]]

    @classmethod
    def get_listing_default_fields(cls, model: type[HubSnippet]) -> list[str]:
        """All but the translations: snippets are small (see BaseAPIViewSet)."""
        return [name for name in cls.get_available_fields(model) if name != "translations"]

    def get_queryset(self) -> QuerySet[Any]:
        """The snippets with their language (see BaseAPIViewSet)."""
        return super().get_queryset().select_related("locale")

    def filter_queryset(self, queryset: QuerySet) -> Any:
        """Choose and sort lists; a single snippet is asked for by its key alone."""
        return super().filter_queryset(queryset) if self.action == "listing_view" else queryset

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        """The snippets of the response, fetched once (see GenericViewSet)."""
        self._shown = list(super().paginate_queryset(queryset))
        return self._shown

    def get_serializer_context(self) -> dict[str, Any]:
        """With what the snippets name (see BaseAPIViewSet)."""
        shown = self._shown if hasattr(self, "_shown") else [self.get_object()]
        directory = Directory(self.model, shown, self.request._request)
        return {**super().get_serializer_context(), "directory": directory}


class OrganisationsAPIViewSet(SnippetsAPIViewSet):
    """Organisations."""

    name = "organisations"
    model = Organisation


class PlacesAPIViewSet(SnippetsAPIViewSet):
    """Places."""

    name = "places"
    model = Place


class VocationalFieldsAPIViewSet(SnippetsAPIViewSet):
    """Vocational fields."""

    name = "fields"
    model = VocationalField


class GlossaryAPIViewSet(SnippetsAPIViewSet):
    """Terms. The translations of a term are its approved translations."""

    name = "glossary"
    model = GlossaryTerm


class PeopleAPIViewSet(SnippetsAPIViewSet):
    """People whom a public page names: nobody is published by being in the directory."""

    name = "people"
    model = Person

    def get_queryset(self) -> QuerySet[Any]:
        """Those people, in all languages (see BaseAPIViewSet)."""
        rows = PagePerson.objects.filter(Exists(public_pages().filter(pk=OuterRef("page"))))
        keys = Person.objects.filter(pk__in=rows.values("person")).values("translation_key")
        return super().get_queryset().filter(translation_key__in=keys)
