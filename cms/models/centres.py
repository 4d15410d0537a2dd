"""Centres: UNEVOC Centres, Sectoral Centres of Excellence, training centres."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from cms.models.base import HubPage


class CentrePage(HubPage):
    """A centre, the institution that hosts it, and when it was appointed or opened."""

    class Kind(models.TextChoices):
        """What a centre is."""

        UNEVOC = "unevoc", _("UNEVOC Centre")
        SECTORAL = "sectoral", _("Sectoral Centre of Excellence")
        TRAINING = "training", _("Training centre")

    class Precision(models.TextChoices):
        """How much of a date is known."""

        DAY = "day", _("Day, month and year")
        MONTH = "month", _("Month and year")
        YEAR = "year", _("Year only")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TRAINING)
    host = models.CharField(
        _("host institution"), max_length=255, blank=True, help_text=_("Who runs the centre.")
    )
    appointed_on = models.DateField(
        _("appointed on"),
        null=True,
        blank=True,
        help_text=_("If only the month or year is known, take its first day and say so beside."),
    )
    appointed_precision = models.CharField(
        _("shown as"), max_length=5, choices=Precision.choices, default=Precision.MONTH
    )
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=120, blank=True)

    template = "cms/centre_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage", "cms.ProgrammePage"]
    subpage_types = ["cms.StandardPage", "cms.PublicationPage", "cms.EventPage", "cms.NewsPage"]
    card = "centre"

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("host"),
                FieldRowPanel([FieldPanel("appointed_on"), FieldPanel("appointed_precision")]),
                FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
            ],
            heading=_("The centre"),
        ),
        *HubPage.body_panels,
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("host"),
        index.SearchField("city"),
        index.SearchField("country"),
        index.FilterField("kind"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(APIField, ("kind", "host", "appointed_on", "appointed_precision", "city", "country")),
    ]

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
