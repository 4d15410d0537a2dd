"""Filters of pages and snippets that Wagtail's API lacks, or does not check strictly."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.api.v2.filters import FieldsFilter, SearchFilter
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Locale

from cms.models import (
    Organisation,
    PageField,
    PageOrganisation,
    PagePlace,
    Place,
    VocationalField,
)

#: How deep places may be nested: a city in a province of a country of a region.
_PLACE_LEVELS = 4
#: The longest search in characters; longer ones are questions for the assistant.
_LONGEST_SEARCH = 200


def _parameter(request: Request, name: str) -> str:
    return request.GET.get(name, "")


def _keys_of_slug(model: type[Any], slug: str, what: str) -> Any:
    """Return the keys of the snippets with this slug, in all languages.

    Raises BadRequestError if there are none.
    """
    found = model.objects.filter(slug=slug).values_list("pk", flat=True)
    if "\x00" in slug or not found:
        raise BadRequestError(f"{what} doesn't exist: {slug[:80]!r}")
    return found


class RelationsFilter(BaseFilterBackend):
    """Filters pages by the slug in `?field=`, `?place=` or `?organisation=`.

    A place stands for all places in it, too.
    """

    parameters = ("field", "place", "organisation")

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """Return the pages that name the snippets. Raises BadRequestError for an unknown slug."""
        if slug := _parameter(request, "field"):
            rows = PageField.objects.filter(
                field__in=list(_keys_of_slug(VocationalField, slug, "field"))
            )
            queryset = queryset.filter(pk__in=rows.values("page"))
        if slug := _parameter(request, "place"):
            _keys_of_slug(Place, slug, "place")
            within = Q()
            for level in range(_PLACE_LEVELS):
                within |= Q(**{"place__" + "parent__" * level + "slug": slug})
            queryset = queryset.filter(pk__in=PagePlace.objects.filter(within).values("page"))
        if slug := _parameter(request, "organisation"):
            keys = list(_keys_of_slug(Organisation, slug, "organisation"))
            rows = PageOrganisation.objects.filter(organisation__in=keys)
            queryset = queryset.filter(pk__in=rows.values("page"))
        return queryset


class LanguageFilter(BaseFilterBackend):
    """Filters by `?locale=`, a language of the site."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        code = request.GET.get("locale")
        if code is None:
            return queryset
        return queryset.filter(locale=language(code))


def language(code: str) -> Locale:
    """Return the site's language with this code.

    Raises BadRequestError, which lists the languages there are.
    """
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    if code not in locales:
        raise BadRequestError(f"locale must be one of {', '.join(sorted(locales))}")
    return locales[code]


class StrictFieldsFilter(FieldsFilter):
    """Filters by fields; a value that a field can't have is an error, not an empty list."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """Return the objects with these values. Raises BadRequestError for an impossible value."""
        names = set(view.get_available_fields(queryset.model, db_fields_only=True)) - {"locale"}
        for name in names.intersection(request.GET):
            try:
                field = queryset.model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            choices = [value for value, _ in getattr(field, "flatchoices", None) or []]
            if choices and request.GET[name] not in map(str, choices):
                raise BadRequestError(f"{name} must be one of {', '.join(map(str, choices))}")
        return super().filter_queryset(request, queryset, view)


class ShortSearchFilter(SearchFilter):
    """Filters by `?search=`; text that no search can take is an error."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> Any:
        """Return the objects with these words. Raises BadRequestError for an impossible search."""
        query = request.GET.get("search")
        if query is not None and (len(query) > _LONGEST_SEARCH or "\x00" in query):
            raise BadRequestError(f"search must be text of at most {_LONGEST_SEARCH} characters")
        if request.GET.get("search_operator", "and") not in {"and", "or"}:
            raise BadRequestError("search_operator must be 'and' or 'or'")
        return super().filter_queryset(request, queryset, view)
