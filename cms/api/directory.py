"""The API's endpoints of languages and snippets."""

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
        """Return the language's own name, as in the language switcher."""
        return locale.get_display_name()


class LocalesAPIViewSet(StrictAPIViewSet):
    """The endpoint of the languages that pages may be in."""

    base_serializer_class = LocaleSerializer
    body_fields = [*StrictAPIViewSet.body_fields, "language_code", "name"]
    listing_default_fields = [*StrictAPIViewSet.listing_default_fields, "language_code", "name"]
    name = "locales"
    model = Locale


class SnippetField(Field):
    """A field that is written from the whole snippet."""

    def get_attribute(self, snippet: HubSnippet) -> HubSnippet:
        return snippet


class NamedSnippetField(SnippetField):
    """A snippet that this one names, in the same language if it is translated."""

    def to_representation(self, snippet: HubSnippet) -> dict[str, Any] | None:
        """Return its name and the address of its details; None if it is gone."""
        pk = getattr(snippet, f"{self.field_name}_id")
        model: Any = snippet._meta.get_field(self.field_name or "").related_model
        directory: Directory = self.context["directory"]
        found = directory.lookups.snippet(model, pk, snippet.locale.language_code)
        return snippet_reference(found, directory.request, pk) if found else None


class LogoField(SnippetField):
    """The logo of an organisation in all sizes."""

    def to_representation(self, snippet: HubSnippet) -> dict[str, Any] | None:
        """Return the image if its collection is open to everyone."""
        directory: Directory = self.context["directory"]
        image = directory.lookups.image(getattr(snippet, "logo_id", None))
        return image_reference(image, directory.request, str(snippet)) if image else None


class SynonymsField(SnippetField):
    """The synonyms of a term, as a list."""

    def to_representation(self, snippet: HubSnippet) -> list[str]:
        lines = getattr(snippet, "synonyms", "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class VersionsField(SnippetField):
    """The translations of a snippet, each with its key and name."""

    def to_representation(self, snippet: HubSnippet) -> list[dict[str, Any]]:
        directory: Directory = self.context["directory"]
        return [
            {"locale": other.locale.language_code, "id": other.pk, "name": str(other)}
            for other in directory.versions[snippet.translation_key]
            if other.pk != snippet.pk
        ]


class LanguageField(SnippetField):
    """The code of the language that a snippet is in."""

    def to_representation(self, snippet: HubSnippet) -> str:
        return snippet.locale.language_code


class Directory:
    """The snippets of one response, with what they name."""

    def __init__(self, model: type[Any], snippets: list[Any], request: HttpRequest) -> None:
        """Fetch all that the snippets name, in one query for each kind of thing."""
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
    """The endpoint of the snippets of one model."""

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
        """Return the model's own fields and `translations`."""
        names = [field.name for field in super().get_body_fields(model)]
        return [APIField(name) for name in [*names, "translations"]]

    @classmethod
    def get_listing_default_fields(cls, model: type[HubSnippet]) -> list[str]:
        """Return all fields but `translations`: snippets are small."""
        return [name for name in cls.get_available_fields(model) if name != "translations"]

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("locale")

    def filter_queryset(self, queryset: QuerySet) -> Any:
        """Filter and sort lists only; a single snippet is asked for by its key alone."""
        return super().filter_queryset(queryset) if self.action == "listing_view" else queryset

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        """Return the snippets of the response, and keep them for the serializer."""
        self._shown = list(super().paginate_queryset(queryset))
        return self._shown

    def get_serializer_context(self) -> dict[str, Any]:
        """Return the context with the directory of what the snippets name."""
        shown = self._shown if hasattr(self, "_shown") else [self.get_object()]
        directory = Directory(self.model, shown, self.request._request)
        return {**super().get_serializer_context(), "directory": directory}


class OrganisationsAPIViewSet(SnippetsAPIViewSet):
    """The endpoint of organisations."""

    name = "organisations"
    model = Organisation


class PlacesAPIViewSet(SnippetsAPIViewSet):
    """The endpoint of places."""

    name = "places"
    model = Place


class VocationalFieldsAPIViewSet(SnippetsAPIViewSet):
    """The endpoint of vocational fields."""

    name = "fields"
    model = VocationalField


class GlossaryAPIViewSet(SnippetsAPIViewSet):
    """The endpoint of glossary terms; their translations are the approved ones."""

    name = "glossary"
    model = GlossaryTerm


class PeopleAPIViewSet(SnippetsAPIViewSet):
    """The endpoint of people whom a public page names.

    A person in the directory is not public until a page names them.
    """

    name = "people"
    model = Person

    def get_queryset(self) -> QuerySet[Any]:
        """Return only those people, in all languages."""
        rows = PagePerson.objects.filter(Exists(public_pages().filter(pk=OuterRef("page"))))
        keys = Person.objects.filter(pk__in=rows.values("person")).values("translation_key")
        return super().get_queryset().filter(translation_key__in=keys)
