"""Home pages, index pages and standard pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.access import readable
from cms.models.base import HubPage
from cms.models.kinds import Latest, PageKind, declared_kinds
from cms.models.specific_pages import as_own_kinds

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Cards on one page of an index.
CARDS_PER_PAGE = 24
#: Cards of each kind on the home page.
CARDS_ON_HOME = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeSection:
    """A row of cards on the front page, and the page that lists them all, if there is one."""

    heading: StrOrPromise
    pages: list[HubPage]
    more: Page | None


class HomePage(HubPage):
    """The front page of one language, with the latest pages of each kind."""

    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the latest pages of each kind from this language's tree, as `sections`."""
        context = super().get_context(request, *args, **kwargs)
        context["sections"] = self._sections(request)
        return context

    def _sections(self, request: HttpRequest) -> list[HomeSection]:
        """Return the rows of cards that are not empty.

        Costs one query a row, and one for the pages that list them all.
        """
        kinds = [kind for kind in declared_kinds() if kind.front_page]
        kinds.sort(key=lambda kind: kind.front_page.place)
        rows = [self._row(kind, request) for kind in kinds]
        lists = self._list_pages([pages[0] for _heading, pages in rows if pages], request)
        return [
            HomeSection(heading=heading, pages=pages, more=lists.get(_parent_path(pages[0])))
            for heading, pages in rows
            if pages
        ]

    def _row(self, kind: PageKind, request: HttpRequest) -> tuple[StrOrPromise, list[Any]]:
        """Return the heading and the pages of a kind's row, from its first choice that has any."""
        pages: list[Any] = []
        for choice in kind.front_page.choices:
            pages = self._latest(kind, choice, request)
            if pages:
                break
        return choice.heading, pages

    def _latest(self, kind: PageKind, choice: Latest, request: HttpRequest) -> list[Any]:
        """Return the first pages of a choice below the front page that this reader may see."""
        model: Any = kind.model
        below = readable(model.objects.live().descendant_of(self), request)
        pages = below.filter(choice.condition()).order_by(*(choice.order or model.listing_order))
        return list(pages.select_related("locale", "alias_of__locale")[:CARDS_ON_HOME])

    def _list_pages(self, pages: list[Any], request: HttpRequest) -> dict[str, Page]:
        """Return the live parents of these pages, by path, that are below the front page."""
        paths = {_parent_path(page) for page in pages}
        above = Page.objects.live().filter(path__in=paths, depth__gt=self.depth)
        return {page.path: page for page in readable(above, request)}


def _parent_path(page: Page) -> str:
    """Return the path of the parent page."""
    return page.path[: -Page.steplen]


class IndexPage(HubPage):
    """A page that lists the pages below it as cards."""

    show_in_menus_default = True
    template = "cms/index_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage"]

    class Meta:
        verbose_name = _("index page")
        verbose_name_plural = _("index pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of cards; `?page=` counts from 1, a wrong number gives the nearest page."""
        context = super().get_context(request, *args, **kwargs)
        cards = Paginator(self.listing(request), CARDS_PER_PAGE).get_page(request.GET.get("page"))
        cards.object_list = as_own_kinds(cards.object_list)
        context["cards"] = cards
        return context

    def listing(self, request: HttpRequest) -> QuerySet:
        """Return the live children that this reader may see.

        Children of one kind come as that kind and in its order; children of several kinds come as
        `Page`, in the order of the tree: see `as_own_kinds`.
        """
        children = readable(Page.objects.live().child_of(self), request)
        kinds = list(children.order_by().values_list("content_type", flat=True).distinct()[:2])
        if len(kinds) == 1:
            kind = ContentType.objects.get_for_id(kinds[0]).model_class()
            pages = kind.objects.filter(pk__in=children.values("pk"))
            return pages.order_by(*kind.listing_order).select_related("locale", "alias_of__locale")
        return children.order_by("path")


class StandardPage(HubPage):
    """A page of text without fields of its own, such as "About us"."""

    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    @classmethod
    def clean_parent_page_models(cls) -> list[type[Page]]:
        """Return every kind: a standard page may stand below any page."""
        return [kind.model for kind in declared_kinds()]
