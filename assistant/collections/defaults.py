"""Collections for kinds of page that the site has not registered, read from their models.

A field is used only if pages show it: its values are looked for in the indexed texts of some of
them, and a fact is stated only of a page whose text has it. What editors note for themselves, such
as the day on which a book was bought, is no answer.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from assistant.access import public_pages
from assistant.collections.registry import Collection, Facet, Fact
from assistant.models import Passage
from assistant.text import fold, numbers, phrases, site_languages

Kept = TypeVar("Kept")
#: By Wagtail's custom kinds of page are called so in code; people leave the word out.
_PAGE = re.compile(r"\s+pages?$", re.IGNORECASE)
#: The least number of pages of a kind that a page must have below it to be called a list of them.
_FEWEST_LISTED = 2
#: The largest number of pages in whose texts a field is looked for, and the share that must
#: have it.
_MOST_READ, _MOST_OF_THEM = 8, 0.5
#: Seconds for which it is kept what pages show and what lists are called.
_KEPT_SECONDS = 60.0
#: Relations to these are no values that a page states.
_NO_VALUES = (Page, AbstractImage, AbstractDocument)

_kept: dict[tuple[str, type[Page]], tuple[float, Any]] = {}


def default_collections(but: Iterable[type[Page]]) -> tuple[Collection, ...]:
    """Return the collections of all kinds of page but these."""
    known = tuple(but)
    return tuple(
        collection
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page and model not in known
        if (collection := _collection(model)) is not None
    )


def forget() -> None:
    """Look at once at what pages show and what lists are called."""
    _kept.clear()


def _collection(model: type[Page]) -> Collection | None:
    """Return the collection of a kind, or None if its pages show nothing and no page lists them."""
    shown = _for_a_while("fields", model, lambda: _shown_fields(model))
    titles = _for_a_while("lists", model, lambda: _titles_of_lists(model))
    if not shown and not titles:
        return None
    # mypy takes a model's class for one whose instances are to be hashed.
    collection = _of_fields(model, shown)  # type: ignore[arg-type]
    names = {
        code: [*collection.names.get(code, ()), *titles.get(code, ())]
        for code in {*collection.names, *titles}
    }
    own = titles.get(translation.get_language() or "", [""])
    return replace(collection, names=names, label=own[0], finder=partial(_list_of, model))


@lru_cache(maxsize=256)
def _of_fields(model: type[Page], shown: tuple[str, ...]) -> Collection:
    fields = [model._meta.get_field(name) for name in shown]
    dates = [name for name, each in zip(shown, fields, strict=True) if _is_date(each)]
    start = next((name for name in dates if not _is_end(name)), "")
    end = next((name for name in dates if _is_end(name)), "") if start else ""
    return Collection(
        key=model._meta.label_lower,
        model=model,
        names=_in_languages(lambda: _names_of(model)),
        order=(f"-{start}", "title") if start else ("title",),
        start=start,
        end=end,
        facets=tuple(_facet(field) for field in fields if _has_choices(field)),
        facts=tuple(map(_fact, fields)),
        summary=tuple(name for name in (start, end) if name),
        overview=shown,
    )


def _shown_fields(model: type[Page]) -> tuple[str, ...]:
    """Return the names of the fields whose values stand in the texts of most of some pages."""
    pages = list(model.objects.filter(pk__in=public_pages()).order_by("-pk")[:_MOST_READ])
    texts = {page.pk: _text_of(page) for page in pages}
    shown = []
    for field in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many):
        if field.primary_key or _is_long(field) or _is_link(field):
            continue
        known = [(page, values) for page in pages if (values := _values(page, field))]
        there = sum(_states(texts[page.pk], page, field, values) for page, values in known)
        if known and there > _MOST_OF_THEM * len(known):
            shown.append(str(field.name))
    return tuple(shown)


def _text_of(page: Page) -> str:
    """Return the indexed text of a page, folded."""
    rows = Passage.objects.filter(source__page=page.pk).order_by("ordinal")
    return fold("\n".join(text for row in rows.values_list("heading", "text") for text in row))


def _states(text: str, page: Page, field: Any, values: Sequence[str]) -> bool:
    """Return whether a page's folded text has the values of a field; of a date its numbers."""
    if _is_date(field):
        date = getattr(page, field.name)
        return {Decimal(date.day), Decimal(date.year)} <= numbers.values(text)
    return all(phrases.find([value], text) for value in values)


def _for_a_while(what: str, model: type[Page], ask: Callable[[], Kept]) -> Kept:
    """Return what `ask` returned at most `_KEPT_SECONDS` ago."""
    now = time.monotonic()
    kept = _kept.get((what, model))
    if kept is None or kept[0] < now - _KEPT_SECONDS:
        kept = _kept[what, model] = (now, ask())
    found: Kept = kept[1]
    return found


def _is_link(field: Any) -> bool:
    """Return whether a field only says which other page, picture or file belongs to a page."""
    related = field.related_model if field.is_relation else None
    return isinstance(related, type) and issubclass(related, _NO_VALUES)


def _is_end(name: str) -> bool:
    return "end" in re.split(r"[_\d]", name)


def _is_long(field: Any) -> bool:
    """Return whether a field is a text of several lines, which passages hold."""
    return isinstance(field, models.TextField | StreamField)


def _is_date(field: Any) -> bool:
    return isinstance(field, models.DateField)


def _has_choices(field: Any) -> bool:
    return bool(field.choices) or field.is_relation


def _names_of(model: type[Page]) -> list[str]:
    names = [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
    return [*names, *(_PAGE.sub("", name) for name in names if _PAGE.search(name))]


def _list_of(model: type[Page], language: str, chosen: Mapping[str, str]) -> tuple[str, str]:
    """Return the title and the address of the page that lists a kind, in a language."""
    page = _lists(model).filter(locale__language_code=language).first()
    return (page.title, page.get_full_url() or "") if page else ("", "")


def _titles_of_lists(model: type[Page]) -> dict[str, list[str]]:
    """Return the titles of the pages that list a kind, by language."""
    found: dict[str, list[str]] = {}
    for code, title in _lists(model).values_list(F("locale__language_code"), "title"):
        found.setdefault(code, []).append(title)
    return found


def _lists(model: type[Page]) -> QuerySet[Page]:
    """Return the public pages below which several pages of a kind stand, but no home page."""
    listed = model._default_manager.filter(live=True).order_by()
    parents = listed.annotate(
        parent=models.functions.Substr("path", 1, models.functions.Length("path") - Page.steplen)
    )
    counts = parents.values_list("parent").annotate(number=Count("pk"))
    paths = [path for path, number in counts if number >= _FEWEST_LISTED]
    return public_pages().filter(path__in=paths, depth__gt=2).order_by("path")


def _in_languages(names: Callable[[], Sequence[Any]]) -> dict[str, list[str]]:
    found = {}
    for code in site_languages():
        with translation.override(code):
            found[code] = list(dict.fromkeys(str(name) for name in names()))
    return found


def _fact(field: Any) -> Fact:
    def value(page: Any) -> Sequence[str]:
        values = _values(page, field)
        return values if values and _states(_text_of(page), page, field, values) else []

    return Fact(
        key=field.name,
        label=field.verbose_name,
        names=_in_languages(lambda: [field.verbose_name]),
        value=value,
    )


def _values(page: Any, field: Any) -> list[str]:
    """Return the values of a page's field as texts in the active language."""
    if field.is_relation:
        return [str(each) for each in _related(page, field)]
    given = getattr(page, field.attname)
    if given in (None, "") or isinstance(given, bool):
        return []
    if field.choices:
        return [str(getattr(page, f"get_{field.name}_display")())]
    return [date_format(given) if _is_date(field) else str(given)]


def _related(page: Any, field: Any) -> Iterable[Any]:
    """Return what a relation of a page leads to, without drafts."""
    given = getattr(page, field.name)
    if field.many_to_many:
        return [each for each in given.all() if getattr(each, "live", True)]
    return [given] if given is not None and getattr(given, "live", True) else []


def _facet(field: Any) -> Facet:
    if field.is_relation:
        return _relation_facet(field)

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


def _relation_facet(field: Any) -> Facet:
    rows = field.related_model._default_manager

    def values() -> dict[str, list[str]]:
        return {str(row.pk): [str(row)] for row in rows.all() if getattr(row, "live", True)}

    return Facet(
        key=field.name,
        values=values,
        condition=lambda value: Q(**{field.name: value}),
        label=lambda value: str(rows.get(pk=value)),
    )
