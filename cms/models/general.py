"""The home page, index pages and plain pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models.base import DETAIL_KINDS, FINDER_KINDS, HubPage
from cms.models.events import EventPage
from cms.models.news import NewsPage
from cms.models.programmes import ProgrammePage
from cms.models.publications import PublicationPage
from cms.readable import readable

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
    """The front page of one language: what is new, and the ways in."""

    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.IndexPage", "cms.StandardPage", *FINDER_KINDS, *DETAIL_KINDS]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the latest of each kind from this language's tree (see Page)."""
        context = super().get_context(request, *args, **kwargs)
        context["sections"] = [section for section in self._sections(request) if section.pages]
        return context

    def _sections(self, request: HttpRequest) -> Iterator[HomeSection]:
        yield self._section(_("Latest news"), NewsPage, request)
        today = timezone.localdate()
        not_over = Q(start_date__gte=today) | Q(end_date__gte=today)
        coming = self._section(
            _("Coming events"), EventPage, request, not_over, order=("start_date",)
        )
        yield coming
        if not coming.pages:
            yield self._section(_("Recent events"), EventPage, request)
        yield self._section(_("Programmes"), ProgrammePage, request)
        yield self._section(_("Publications"), PublicationPage, request)

    def _section(
        self,
        heading: StrOrPromise,
        kind: type[HubPage],
        request: HttpRequest,
        condition: Q | None = None,
        order: tuple[str, ...] = (),
    ) -> HomeSection:
        below = readable(kind.objects.live().descendant_of(self), request)
        pages = below.filter(condition or Q()).order_by(*(order or kind.listing_order))
        shown = list(pages.select_related("locale", "alias_of__locale")[:CARDS_ON_HOME])
        parent = shown[0].get_parent() if shown else None
        more = parent if parent and parent.live and parent.depth > self.depth else None
        return HomeSection(heading=heading, pages=shown, more=more)


class IndexPage(HubPage):
    """A page that lists the pages below it as cards."""

    show_in_menus_default = True
    template = "cms/index_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage"]
    subpage_types = ["cms.IndexPage", "cms.StandardPage", *FINDER_KINDS, *DETAIL_KINDS]

    class Meta:
        verbose_name = _("index page")
        verbose_name_plural = _("index pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of cards, `?page=` from 1; a wrong number gives the nearest (see Page)."""
        context = super().get_context(request, *args, **kwargs)
        paginator = Paginator(self.listing(request), CARDS_PER_PAGE)
        context["cards"] = paginator.get_page(request.GET.get("page"))
        return context

    def listing(self, request: HttpRequest) -> QuerySet:
        """The live children this reader may see, in the order of their kind, or of the tree."""
        children = readable(Page.objects.live().child_of(self), request)
        kinds = children.order_by().values_list("content_type", flat=True).distinct()[:2]
        if len(kinds) == 1:
            kind = children[0].specific_class
            pages = kind.objects.filter(pk__in=children.values("pk"))
            return pages.order_by(*kind.listing_order).select_related("locale", "alias_of__locale")
        return children.order_by("path").select_related("locale", "alias_of__locale").specific()


class StandardPage(HubPage):
    """A plain page: about us, a mandate, a directive explained."""

    template = "cms/standard_page.html"
    parent_page_types = [
        "cms.HomePage",
        "cms.IndexPage",
        "cms.StandardPage",
        *FINDER_KINDS,
        *DETAIL_KINDS,
    ]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
