"""The home page, index pages and plain pages."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models.base import DETAIL_KINDS, HubPage
from cms.models.events import EventPage
from cms.models.news import NewsPage
from cms.models.programmes import ProgrammePage
from cms.models.publications import PublicationPage
from cms.readable import readable

#: Cards on one page of an index.
CARDS_PER_PAGE = 24
#: Cards of each kind on the home page.
CARDS_ON_HOME = 3


class HomePage(HubPage):
    """The front page of one language: what is new, and the ways in."""

    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.IndexPage", "cms.StandardPage", *DETAIL_KINDS]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the latest of each kind from this language's tree (see Page)."""
        context = super().get_context(request, *args, **kwargs)
        events = self._below(EventPage, request)
        today = timezone.localdate()
        coming = events.filter(start_date__gte=today).order_by("start_date")[:CARDS_ON_HOME]
        context["coming_events"] = coming
        context["recent_events"] = (
            []
            if coming
            else events.filter(start_date__lt=today).order_by("-start_date")[:CARDS_ON_HOME]
        )
        for name, kind in (
            ("news", NewsPage),
            ("programmes", ProgrammePage),
            ("publications", PublicationPage),
        ):
            pages = self._below(kind, request).order_by(*kind.listing_order)
            context[name] = pages[:CARDS_ON_HOME]
        return context

    def _below(self, kind: type[HubPage], request: HttpRequest) -> QuerySet:
        pages = kind.objects.live().descendant_of(self)
        return readable(pages, request).select_related("locale", "alias_of__locale")


class IndexPage(HubPage):
    """A page that lists the pages below it as cards."""

    show_in_menus_default = True
    template = "cms/index_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage"]
    subpage_types = ["cms.IndexPage", "cms.StandardPage", *DETAIL_KINDS]

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
            kind = children.first().specific_class
            pages = kind.objects.filter(pk__in=children.values("pk"))
            return pages.order_by(*kind.listing_order).select_related("locale", "alias_of__locale")
        return children.order_by("path").select_related("locale", "alias_of__locale").specific()


class StandardPage(HubPage):
    """A plain page: about us, a mandate, a directive explained."""

    template = "cms/standard_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage", "cms.StandardPage", *DETAIL_KINDS]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
