"""The registry of page kinds: everything about a kind besides its model.

`cms.page_kinds` declares each kind once, when the app is ready. Every room looks kinds up here and
keeps no list of its own. What a room does for a kind is a function of that room, which the
declaration names; so this module imports none of the rooms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page

from cms.blocks import Section

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Purpose(Enum):
    """What pages of a kind are for."""

    #: Pages about one thing, such as a programme or an event.
    DETAIL = "detail"
    #: Pages that list other pages.
    LIST = "list"
    #: All other pages.
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """An Atom feed: its name in addresses, and its title. Several kinds may share one."""

    key: str
    title: StrOrPromise
    #: The position among the feeds that a page offers.
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest:
    """A selection of pages of a kind: those that meet the condition, in this order.

    Without `order` the model's `listing_order` applies.
    """

    heading: StrOrPromise
    condition: Callable[[], Q] = Q
    order: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontPageRow:
    """A row of cards on front pages: it shows the first of its choices that has a page."""

    choices: tuple[Latest, ...]
    #: The position among the rows.
    place: int


def _no_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    return {}


def _no_structured_data(facts: Any) -> None:
    return None


def _no_download(page: Any, request: HttpRequest, name: str, form: str) -> HttpResponse:
    raise Http404


@dataclass(frozen=True, kw_only=True, slots=True)
class PageKind:
    """The declaration of a kind of page."""

    model: type[Page]
    purpose: Purpose
    #: The name of the template `cms/cards/….html` that shows such a page in lists. For details it
    #: also names the kind in the addresses of searches, so no other kind may have it.
    card: str = "page"
    #: The sections that its template adds to the body, in the order of the page.
    sections: tuple[Section, ...] = ()
    #: Ids that its template always writes; no heading of an editor may take them.
    fixed_ids: frozenset[str] = frozenset()
    #: The feed of its newest pages. The feed of everything new has those of all details besides.
    feed: Feed | None = None
    front_page: FrontPageRow | None = None
    #: Whether Open Graph's type for such a page is "article".
    is_article: bool = False
    #: Returns the page's schema.org node, given the page's `Facts`; None if it has none.
    structured_data: Callable[[Any], dict[str, Any] | None] = _no_structured_data
    #: Fields in the API besides those of every page and those that the model names.
    api_fields: tuple[str, ...] = ()
    #: Returns what its template needs besides the page, given the page and the request.
    context: Callable[[Any, HttpRequest], dict[str, Any]] = _no_context
    #: Returns the page as a file, given the page, the request, the file's name and its format.
    download: Callable[[Any, HttpRequest, str, str], HttpResponse] = _no_download

    @property
    def name(self) -> str:
        """The name of the kind, in the active language."""
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """The name of several such pages, in the active language."""
        return str(self.model._meta.verbose_name_plural)

    @property
    def is_detail(self) -> bool:
        """Whether such pages are each about one thing."""
        return self.purpose is Purpose.DETAIL


_declared: dict[type[Page], PageKind] = {}


def declare(*kinds: PageKind) -> None:
    """Add kinds to the registry.

    Raises ValueError if a kind's model is declared already, or the card of a detail is taken.
    """
    for kind in kinds:
        if kind.model in _declared:
            raise ValueError(f"{kind.model._meta.label!r} is declared twice.")
        cards = {other.card for other in declared_kinds() if other.is_detail}
        if kind.is_detail and kind.card in {*cards, "page"}:
            raise ValueError(f"{kind.model._meta.label!r} needs a card of its own.")
        _declared[kind.model] = kind


def declared_kinds() -> tuple[PageKind, ...]:
    """Return all kinds in the order of their declaration, which the search's filter shows."""
    return tuple(_declared.values())


def declared_kind(model: type[Any] | None) -> PageKind | None:
    """Return the kind of pages of this model; None if it is no page of the hub."""
    return _declared.get(model) if model is not None else None
