"""What the hub has to know of a kind of page besides its model, and where to look it up.

`cms.page_kinds` declares each kind once, when the app is ready. Every room asks here and keeps no
list of kinds of its own. What a room does for a kind is a function of that room, which the
declaration only names; so this module imports none of them.
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

    #: They hold what is published about one thing: a programme, an event.
    DETAIL = "detail"
    #: They list other pages.
    LIST = "list"
    #: Anything else.
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """An Atom feed, which several kinds may share: its name in addresses, and its title."""

    key: str
    title: StrOrPromise
    #: Feeds are offered in this order.
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest:
    """Some pages of a kind: those that meet the condition, in this order or that of the model."""

    heading: StrOrPromise
    condition: Callable[[], Q] = Q
    order: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontPageRow:
    """A row of cards on front pages: the first of the choices that has a page."""

    choices: tuple[Latest, ...]
    #: Rows are shown in this order.
    place: int


def _no_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    return {}


def _no_structured_data(facts: Any) -> None:
    return None


def _no_download(page: Any, request: HttpRequest, name: str, form: str) -> HttpResponse:
    raise Http404


@dataclass(frozen=True, kw_only=True, slots=True)
class PageKind:
    """A kind of page, as every room of the hub wants to know it."""

    model: type[Page]
    purpose: Purpose
    #: The part `cms/cards/….html` that shows such a page in lists. For details it also names the
    #: kind in the addresses of searches, and must be theirs alone.
    card: str = "page"
    #: The sections that its template adds to the body, in the order of the page.
    sections: tuple[Section, ...] = ()
    #: Ids that its template always writes; no heading of an editor may take them.
    fixed_ids: frozenset[str] = frozenset()
    #: The feed of its newest pages. Those of all details are in the feed of all besides.
    feed: Feed | None = None
    front_page: FrontPageRow | None = None
    #: Whether Open Graph takes such a page for an article.
    is_article: bool = False
    #: What it is in the words of schema.org, given the page's `Facts`.
    structured_data: Callable[[Any], dict[str, Any] | None] = _no_structured_data
    #: Fields in the API besides those of every page and those that the model names.
    api_fields: tuple[str, ...] = ()
    #: What its template shows besides the page, for the reader of a request.
    context: Callable[[Any, HttpRequest], dict[str, Any]] = _no_context
    #: The page as a file, by the file's name and format.
    download: Callable[[Any, HttpRequest, str, str], HttpResponse] = _no_download

    @property
    def name(self) -> str:
        """What one such page is called, in the active language."""
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """What such pages are called, in the active language."""
        return str(self.model._meta.verbose_name_plural)

    @property
    def is_detail(self) -> bool:
        """Whether such pages hold what is published about one thing."""
        return self.purpose is Purpose.DETAIL


_declared: dict[type[Page], PageKind] = {}


def declare(*kinds: PageKind) -> None:
    """Add kinds to those there are. Raises ValueError where a model or a detail's card is taken."""
    for kind in kinds:
        if kind.model in _declared:
            raise ValueError(f"{kind.model._meta.label!r} is declared twice.")
        cards = {other.card for other in declared_kinds() if other.is_detail}
        if kind.is_detail and kind.card in {*cards, "page"}:
            raise ValueError(f"{kind.model._meta.label!r} needs a card of its own.")
        _declared[kind.model] = kind


def declared_kinds() -> tuple[PageKind, ...]:
    """All kinds, in the order of their declaration, which is that of the search's filter."""
    return tuple(_declared.values())


def declared_kind(model: type[Any] | None) -> PageKind | None:
    """The kind of pages of this model; None for what is no page of the hub."""
    return _declared.get(model) if model is not None else None
