"""What lists of pages can be narrowed by: fields, places, organisations, and choices of a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from assistant import Facet
from assistant.text import language_name
from cms.models import HubSnippet, Organisation, PublicationFile, VocationalField
from cms.search import SNIPPET_FILTERS


def _snippet_facet(key: str, rows: type[Any], column: str, model: type[HubSnippet]) -> Facet:
    """Return the facet by snippets of a model, which rows of `rows` link to pages by `column`."""

    def values() -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        has_short = model is Organisation
        columns = ["slug", "name", *(["short_name"] if has_short else [])]
        for slug, *given in model._default_manager.values_list(*columns):
            names.setdefault(slug, []).extend(filter(None, given))
        return names

    def condition(slug: str) -> Q:
        linked = rows.objects.filter(**{f"{column}__in": _with_parts(model, slug)})
        return Q(pk__in=linked.values("page"))

    return Facet(key=key, values=values, condition=condition, label=lambda slug: _name(model, slug))


def _with_parts(model: type[HubSnippet], slug: str) -> set[int]:
    """Return the keys of the snippets with this slug and of all that lie in them."""
    found = set(model._default_manager.filter(slug=slug).values_list("pk", flat=True))
    if model is VocationalField:
        return found
    new, parts = found, model._default_manager.order_by()
    while new:
        new = set(parts.filter(Q(parent__in=new)).values_list("pk", flat=True))
        new -= found
        found |= new
    return found


def _name(model: type[HubSnippet], slug: str) -> str:
    """Return the name of the snippet in the active language, or else in its own."""
    own = list(model._default_manager.filter(slug=slug).select_related("locale").order_by("pk"))
    language = translation.get_language()
    best = next((one for one in own if one.locale.language_code == language), own[0])
    return str(best)


def choices(key: str, column: str, given: Iterable[tuple[Any, Any]]) -> Facet:
    """Return the facet by the choices of a field, under their labels in all languages."""
    labels = {str(value): label for value, label in given}

    def values() -> dict[str, list[str]]:
        names: dict[str, list[str]] = {value: [] for value in labels}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                for value, label in labels.items():
                    names[value].append(str(label))
        return names

    return Facet(
        key=key,
        values=values,
        condition=lambda value: Q(**{column: value}),
        label=lambda value: str(labels[value]),
    )


def _languages() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {code: [] for code, _name in settings.LANGUAGES}
    for reader in names:
        with translation.override(reader):
            for code in names:
                names[code].append(language_name(code))
    return names


#: The same as the finders' filters.
SNIPPETS = tuple(_snippet_facet(key, *parts) for key, parts in SNIPPET_FILTERS.items())
#: The languages that a publication's files are in.
FILE_LANGUAGE = Facet(
    key="language",
    values=_languages,
    condition=lambda code: Q(pk__in=PublicationFile.objects.filter(language=code).values("page")),
    label=language_name,
)
