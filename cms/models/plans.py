"""Pages with annual action plans: what a centre plans for a year, and what came of it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import ActivityBlock
from cms.models.base import HubPage
from cms.models.relations import relation_panels


class ActionPlanPage(RoutablePageMixin, HubPage):
    """The action plan of a year. Kept up to date, it becomes the report on that year."""

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    period = models.CharField(
        _("period"),
        max_length=60,
        blank=True,
        help_text=_("If it is not the calendar year, such as 2026/27."),
    )
    centre = models.ForeignKey(
        "cms.CentrePage",
        verbose_name=_("centre"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="action_plans",
        help_text=_("Whose plan it is."),
    )
    activities = StreamField(
        [("activity", ActivityBlock())], verbose_name=_("activities"), blank=True
    )

    template = "cms/action_plan_page.html"
    parent_page_types = [
        "cms.HomePage",
        "cms.IndexPage",
        "cms.PublicationLibraryPage",
        "cms.ProgrammePage",
        "cms.CentrePage",
    ]
    listing_order = ("-year", "title")

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("year"), FieldPanel("period")]), PageChooserPanel("centre")],
            heading=_("Whose plan, and for when"),
        ),
        FieldPanel("activities"),
        *HubPage.body_panels,
        *relation_panels(),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("activities"),
        index.FilterField("year"),
    ]
    api_fields = [*HubPage.api_fields, *map(APIField, ("year", "period", "activities"))]

    class Meta:
        verbose_name = _("annual action plan")
        verbose_name_plural = _("annual action plans")

    @re_path(r"^(?P<kind>plan|report)\.(?P<format>pdf|xlsx)/?$", name="download")
    def download(self, request: HttpRequest, kind: str, format: str) -> HttpResponse:
        """Return the plan, or the report back to the Network, as a PDF or a workbook."""
        return self.page_kind.download(self, request, kind, format)
