"""Pages with news."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from cms.models.base import HubPage
from cms.models.relations import relation_panels


class NewsPage(HubPage):
    """A piece of news, our own or passed on from a named source."""

    class Origin(models.TextChoices):
        """Where a piece of news comes from."""

        NATIONAL = "national", _("National")
        INTERNATIONAL = "international", _("International")
        UNESCO = "unesco", _("UNESCO")

    date = models.DateField(_("date"), default=timezone.localdate)
    origin = models.CharField(
        _("origin"), max_length=15, choices=Origin.choices, default=Origin.NATIONAL
    )
    source_name = models.CharField(
        _("source"), max_length=255, blank=True, help_text=_("Who published it first.")
    )
    source_url = models.URLField(_("link to the source"), blank=True, max_length=500)

    template = "cms/news_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage", "cms.ProgrammePage", "cms.CentrePage"]
    listing_order = ("-date", "title")

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("origin")]),
                FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
            ],
            heading=_("When and from whom"),
        ),
        *HubPage.body_panels,
        *relation_panels(),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("source_name"),
        index.FilterField("date"),
        index.FilterField("origin"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(APIField, ("date", "origin", "source_name", "source_url")),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
