"""Collections for kinds of page that the site has not registered, read from their models.

What can be listed are all kinds that have a date or a field in `api_fields`, by which a site says
what it publishes; no other field is read, since a page need not show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from wagtail.models import Page

from assistant.collections.registry import Collection, Facet, Fact
from assistant.text import site_languages


def default_collections(but: Iterable[type[Page]]) -> tuple[Collection, ...]:
    """Return the collections of all kinds of page but these."""
    known = tuple(but)
    return tuple(
        collection
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page and model not in known
        if (collection := _collection(model)) is not None
    )


@cache
def _collection(model: type[Page]) -> Collection | None:
    """Return the collection of a kind, or None if it has nothing to be asked about."""
    published = [getattr(each, "name", each) for each in getattr(model, "api_fields", ())]
    own = [field for field in model._meta.local_concrete_fields if not field.is_relation]
    public = [field for field in own if field.name in published]
    dates = [field.name for field in own if isinstance(field, models.DateField)]
    if not dates and not public:
        return None
    start = next((name for name in dates if "end" not in name), "")
    end = next((name for name in dates if "end" in name), "") if start else ""
    return Collection(
        key=model._meta.label_lower,
        model=model,
        names=_in_languages(lambda: [model._meta.verbose_name, model._meta.verbose_name_plural]),
        order=(f"-{start}", "title") if start else ("title",),
        start=start,
        end=end,
        facets=tuple(_facet(field) for field in public if field.choices),
        facts=tuple(map(_fact, public)),
    )


def _in_languages(names: Callable[[], Sequence[Any]]) -> dict[str, list[str]]:
    found = {}
    for code in site_languages():
        with translation.override(code):
            found[code] = list(dict.fromkeys(str(name) for name in names()))
    return found


def _fact(field: Any) -> Fact:
    def value(page: Any) -> Sequence[str]:
        given = getattr(page, field.attname)
        if given in (None, "") or isinstance(given, bool):
            return []
        if field.choices:
            return [str(getattr(page, f"get_{field.name}_display")())]
        return [date_format(given) if isinstance(field, models.DateField) else str(given)]

    return Fact(
        key=field.name,
        label=field.verbose_name,
        names=_in_languages(lambda: [field.verbose_name]),
        value=value,
    )


def _facet(field: Any) -> Facet:
    def values() -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for labels in _in_languages(
            lambda: [f"{v}\n{label}" for v, label in field.flatchoices]
        ).values():
            for each in labels:
                value, _newline, label = each.partition("\n")
                names.setdefault(value, []).append(label)
        return names

    return Facet(
        key=field.name,
        values=values,
        condition=lambda value: Q(**{field.name: value}),
        label=lambda value: str(dict(field.flatchoices).get(value, value)),
    )
