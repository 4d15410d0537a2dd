"""What a site can list: its collections, with their names, facets, times, facts and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.models import Page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: What people call something: names by the code of a language.
Names = Mapping[str, Sequence[str]]


def _no_finder(language: str, chosen: Mapping[str, str]) -> tuple[str, str]:
    return "", ""


def _no_files(page: Any) -> Sequence[File]:
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that a page offers: a document of the library, or a publisher's address."""

    language: str
    document: Any = None
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that fields say about a page, such as who pays for it.

    `value` returns it in the active language, one text for each value, given the page in the
    language shown; an empty sequence if it is not known. `measure` returns a number by which pages
    can be put in order, or None if it is not known; `more` and `less` are what people call a page
    with a larger and a smaller one, such as "longer" and "shorter".
    """

    key: str
    label: StrOrPromise
    names: Names
    value: Callable[[Any], Sequence[str]]
    measure: Callable[[Any], float | None] | None = None
    more: Names = field(default_factory=dict)
    less: Names = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """What a list can be narrowed by, such as a place.

    `values` returns the names of each value, in all languages; `condition` the pages with a value;
    `label` its name in the active language.
    """

    key: str
    values: Callable[[], Mapping[str, Sequence[str]]]
    condition: Callable[[str], Q]
    label: Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection:
    """Pages of one kind that can be listed, counted and asked about.

    `names` are what people call them; `label`, by default the model's plural, heads a list. `start`
    and `end` are names of date fields; with them there are coming, running, past, next and latest.
    `year` is the name of a field with a year or a date, by default that of `start`. `states` are
    conditions that replace those by date, for "running", "coming" and "past". `summary` are the
    keys of the facts shown in lists, `overview` of those that say what a page is about. `teaser` is
    the name of a field with a sentence or two, which short lists and overviews show. `finder`
    returns the title and the address of the page that lists them with these filters, given the
    reader's language, or two empty texts.
    """

    key: str
    model: type[Page]
    names: Names
    order: tuple[str, ...] = ("title",)
    start: str = ""
    end: str = ""
    year: str = ""
    states: Mapping[str, Q] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    facts: tuple[Fact, ...] = ()
    summary: tuple[str, ...] = ()
    overview: tuple[str, ...] = ()
    teaser: str = "search_description"
    label: StrOrPromise = ""
    finder: Callable[[str, Mapping[str, str]], tuple[str, str]] = _no_finder
    files: Callable[[Any], Sequence[File]] = _no_files

    @property
    def plural(self) -> str:
        """The name of several such pages, in the active language."""
        name = str(self.label or self.model._meta.verbose_name_plural)
        return name[:1].upper() + name[1:]


_registered: dict[str, Collection] = {}


def register_collections(*collections: Collection) -> None:
    """Add collections, usually when the site's app is ready.

    Raises ValueError if a key is registered already.
    """
    for collection in collections:
        if collection.key in _registered:
            raise ValueError(f"The collection {collection.key!r} is registered twice.")
        _registered[collection.key] = collection


def registered_collections() -> tuple[Collection, ...]:
    """Return the collections that the site registered, in that order."""
    return tuple(_registered.values())


def forget_collections() -> None:
    """Remove all registrations, so that only the defaults are left."""
    _registered.clear()
