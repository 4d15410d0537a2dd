"""What a page is about and who has to do with it, in the reader's language.

The rows are in `cms.models.relations`; here they become the snippets and pages that a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page

from cms.localizing import localised, localised_pages
from cms.models.relations import PageOrganisation, PagePerson, PagePlace, PageRelation
from cms.models.snippets import Organisation, Person, Place, VocationalField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Things that are the same to a page, such as its donors: the name of the role, and they."""

    role: str
    label: StrOrPromise
    items: list[Any]


class Connections:
    """The snippets and pages that a page names, each asked for when a template first shows it.

    Every kind costs two queries, none where the page has no such rows besides the one that says so.
    Snippets have their parent (the ministry of a directorate) as `within`.
    """

    def __init__(self, page: Page, request: HttpRequest) -> None:
        """Of this page, for this reader, in the language that is active now."""
        self._page = page
        self._request = request
        self._language = get_language() or page.locale.language_code

    @cached_property
    def fields(self) -> list[VocationalField]:
        """The vocational fields, in the editor's order."""
        pks = [link.field_id for link in self._rows("field_links")]
        found = localised(VocationalField, pks, self._language)
        return [found[pk] for pk in pks if pk in found]

    @cached_property
    def _places(self) -> list[Group]:
        return self._groups("place_links", "place_id", "role", PagePlace.Role, Place)

    @cached_property
    def places(self) -> list[Place]:
        """Where it takes place."""
        return _items(self._places, PagePlace.Role.LOCATION)

    @cached_property
    def participants(self) -> list[Place]:
        """Where those who take part come from."""
        return _items(self._places, PagePlace.Role.PARTICIPANTS)

    @cached_property
    def organisations(self) -> list[Group]:
        """The organisations by what they are to the page, in the order of the roles."""
        return self._groups(
            "organisation_links", "organisation_id", "role", PageOrganisation.Role, Organisation
        )

    @cached_property
    def publishers(self) -> list[Organisation]:
        """Who published it."""
        return _items(self.organisations, PageOrganisation.Role.PUBLISHER)

    @cached_property
    def people(self) -> list[Group]:
        """The people by what they are to the page."""
        return self._groups("person_links", "person_id", "role", PagePerson.Role, Person)

    @cached_property
    def contacts(self) -> list[Person]:
        """Whom to ask."""
        return _items(self.people, PagePerson.Role.CONTACT)

    @cached_property
    def pages(self) -> list[Group]:
        """The other pages that belong to it, by what they are to the page."""
        rows = self._rows("relation_links")
        found = localised_pages([row.related_id for row in rows], self._language, self._request)
        return _grouped(((row.kind, found.get(row.related_id)) for row in rows), PageRelation.Kind)

    def _rows(self, name: str) -> list[Any]:
        return list(getattr(self._page, name).all())

    def _groups(
        self, rows_name: str, field: str, role: str, roles: Any, model: type[Any]
    ) -> list[Group]:
        rows = self._rows(rows_name)
        found = _with_parents(model, [getattr(row, field) for row in rows], self._language)
        return _grouped(
            ((getattr(row, role), found.get(getattr(row, field))) for row in rows), roles
        )


def _with_parents(model: type[Any], pks: list[int], language: str) -> dict[int, Any]:
    """The snippets in the language, each with what it is part of as `within`."""
    found = localised(model, pks, language)
    name = {Organisation: "parent_id", Place: "parent_id", Person: "organisation_id"}[model]
    parents = {getattr(item, name) for item in found.values()} - {None}
    above = Organisation if model is Person else model
    known = localised(above, parents, language)
    for item in found.values():
        item.within = known.get(getattr(item, name))
    return found


def _grouped(pairs: Iterable[tuple[str, Any]], roles: Any) -> list[Group]:
    by_role: dict[str, list[Any]] = {role: [] for role in roles.values}
    for role, item in pairs:
        if item is not None and item not in by_role.get(role, [item]):
            by_role[role].append(item)
    labels = dict(roles.choices)
    return [
        Group(role=role, label=labels[role], items=items)
        for role, items in by_role.items()
        if items
    ]


def _items(groups: list[Group], role: str) -> list[Any]:
    return next((group.items for group in groups if group.role == role), [])
