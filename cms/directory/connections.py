"""The snippets and pages that a page names, in the reader's language.

`cms.models.relations` has the rows in the database; this module turns them into what a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page

from cms.i18n import localised, localised_pages
from cms.models import (
    Organisation,
    PageField,
    PageOrganisation,
    PagePerson,
    PagePlace,
    PageRelation,
    Person,
    Place,
    VocationalField,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Things with the same role for a page, such as its donors."""

    role: str
    label: StrOrPromise
    items: list[Any]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a relation: the key of the snippet or page that it names, and its role."""

    target: int
    role: str


#: The relations of a page: name, model, the column of the key that is named, and the role's.
_RELATIONS: tuple[tuple[str, type[Any], str, str], ...] = (
    ("field_links", PageField, "field_id", ""),
    ("place_links", PagePlace, "place_id", "role"),
    ("organisation_links", PageOrganisation, "organisation_id", "role"),
    ("person_links", PagePerson, "person_id", "role"),
    ("relation_links", PageRelation, "related_id", "kind"),
)
#: The attribute in which modelcluster keeps the rows of a page that is not saved.
_UNSAVED = "_cluster_related_objects"


class Connections:
    """The snippets and pages that a page names, each fetched when a template first shows it.

    One query fetches the rows of all relations, and one more for each relation that has any fetches
    what they name. Snippets have their parent (such as the ministry of a directorate) as `within`.
    """

    def __init__(self, page: Page, request: HttpRequest) -> None:
        """Take the page and the reader; the language is the one that is active now."""
        self._page = page
        self._request = request
        self._language = get_language() or page.locale.language_code

    @cached_property
    def fields(self) -> list[VocationalField]:
        """The vocational fields, in the editor's order."""
        pks = self._targets("field_links")
        found = localised(VocationalField, pks, self._language)
        return [found[pk] for pk in pks if pk in found]

    @cached_property
    def _places(self) -> list[Group]:
        known = _SnippetsWithParents(Place, self._targets("place_links"), self._language)
        return self._groups("place_links", known, PagePlace.Role)

    @cached_property
    def places(self) -> list[Place]:
        """The places where it takes place."""
        return _items(self._places, PagePlace.Role.LOCATION)

    @cached_property
    def participants(self) -> list[Place]:
        """The places that participants come from."""
        return _items(self._places, PagePlace.Role.PARTICIPANTS)

    @cached_property
    def organisations(self) -> list[Group]:
        """The organisations by role, in the order of the roles."""
        return self._groups(
            "organisation_links", self._organisations_with_parents, PageOrganisation.Role
        )

    @cached_property
    def publishers(self) -> list[Organisation]:
        """The organisations that published it."""
        return _items(self.organisations, PageOrganisation.Role.PUBLISHER)

    @cached_property
    def people(self) -> list[Group]:
        """The people by role, each with the organisation as `within`."""
        found = localised(Person, self._targets("person_links"), self._language)
        for person in found.values():
            person.within = self._organisations_with_parents.get(person.organisation_id)
        return self._groups("person_links", found, PagePerson.Role)

    @cached_property
    def contacts(self) -> list[Person]:
        """The people to contact."""
        return _items(self.people, PagePerson.Role.CONTACT)

    @cached_property
    def pages(self) -> list[Group]:
        """The linked pages by role."""
        pks = self._targets("relation_links")
        found = localised_pages(pks, self._language, self._request)
        return self._groups("relation_links", found, PageRelation.Kind)

    @cached_property
    def _organisations_with_parents(self) -> _SnippetsWithParents:
        """The organisations of the page and of its people."""
        people = Person.objects.filter(
            pk__in=self._targets("person_links"), organisation=OuterRef("pk")
        )
        pks = self._targets("organisation_links")
        return _SnippetsWithParents(Organisation, pks, self._language, also=Exists(people))

    @cached_property
    def _rows(self) -> dict[str, list[_Row]]:
        """The rows of the page by the name of their relation, in the editor's order."""
        names = [name for name, _model, _target, _role in _RELATIONS]
        if any(name in self._page.__dict__.get(_UNSAVED, {}) for name in names):
            # A preview: the rows come from the form and are not in the database yet.
            return {
                name: [
                    _Row(target=getattr(row, target), role=getattr(row, role) if role else "")
                    for row in getattr(self._page, name).all()
                ]
                for name, _model, target, role in _RELATIONS
            }
        queries = [
            model.objects.filter(page=self._page.pk)
            .order_by()
            .annotate(
                relation=Value(name, CharField()),
                target=F(target),
                part=F(role) if role else Value("", CharField()),
                place_in_order=Coalesce("sort_order", 0),
            )
            .values_list("relation", "place_in_order", "pk", "target", "part")
            for name, model, target, role in _RELATIONS
        ]
        found: dict[str, list[_Row]] = {name: [] for name in names}
        for name, _order, _pk, target, role in sorted(queries[0].union(*queries[1:], all=True)):
            found[name].append(_Row(target=target, role=role))
        return found

    def _targets(self, name: str) -> list[int]:
        return [row.target for row in self._rows[name] if row.target is not None]

    def _groups(
        self, name: str, found: Mapping[int, Any] | _SnippetsWithParents, roles: Any
    ) -> list[Group]:
        """Return the items that the rows of a relation name, by role."""
        return _grouped(((row.role, found.get(row.target)) for row in self._rows[name]), roles)


class _SnippetsWithParents:
    """Organisations or places in a language, with their parents, fetched in one query."""

    def __init__(
        self, model: type[Any], pks: list[int], language: str, also: Exists | None = None
    ) -> None:
        """Take the keys, and in `also` a condition for further originals."""
        self._model, self._pks, self._language, self._also = model, pks, language, also

    def get(self, pk: int | None) -> Any:
        """Return the snippet in the language, with its parent as `within`; None if it is gone."""
        item = self._localised(pk)
        if item is not None:
            item.within = self._localised(self._originals[pk].parent_id)
        return item

    def _localised(self, pk: int | None) -> Any:
        """Return the snippet's translation in the language, or else the snippet itself."""
        original = self._originals.get(pk)
        return original and self._in_language.get(original.translation_key, original)

    @cached_property
    def _found(self) -> list[Any]:
        parts = self._model.objects.filter(pk__in=self._pks, parent=OuterRef("pk"))
        chosen = Q(pk__in=self._pks) | Q(Exists(parts))
        if self._also is not None:
            chosen |= Q(self._also)
        keys = self._model.objects.filter(chosen).values("translation_key")
        rows = self._model.objects.filter(translation_key__in=keys)
        rows = rows.filter(chosen | Q(locale__language_code=self._language))
        return list(rows.select_related("locale"))

    @cached_property
    def _originals(self) -> dict[int | None, Any]:
        return {item.pk: item for item in self._found}

    @cached_property
    def _in_language(self) -> dict[Any, Any]:
        found = (item for item in self._found if item.locale.language_code == self._language)
        return {item.translation_key: item for item in found}


def _grouped(pairs: Iterable[tuple[str, Any]], roles: Any) -> list[Group]:
    """Return the items by role, each once, in the order of the roles; empty roles are left out."""
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
    """Return the items with this role."""
    return next((group.items for group in groups if group.role == role), [])
