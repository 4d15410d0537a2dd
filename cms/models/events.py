"""Events: workshops, symposia, forums, study visits."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from cms.models.base import HubPage


class EventPage(HubPage):
    """An event on one or several days, and where it takes place."""

    start_date = models.DateField(_("first day"))
    end_date = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Leave empty if it lasts one day.")
    )
    venue = models.CharField(_("venue"), max_length=255, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=120, blank=True)
    organisers = models.TextField(_("organisers"), blank=True, help_text=_("One a line."))

    template = "cms/event_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage", "cms.ProgrammePage", "cms.CentrePage"]
    subpage_types = ["cms.StandardPage", "cms.PublicationPage"]
    listing_order = ("-start_date", "title")
    card = "event"

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                FieldPanel("venue"),
                FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
                FieldPanel("organisers"),
            ],
            heading=_("When, where and by whom"),
        ),
        *HubPage.body_panels,
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("venue"),
        index.SearchField("city"),
        index.SearchField("country"),
        index.SearchField("organisers"),
        index.FilterField("start_date"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(APIField, ("start_date", "end_date", "venue", "city", "country", "organisers")),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @property
    def last_day(self) -> datetime.date:
        """The day the event ends, also when it lasts one day."""
        return self.end_date or self.start_date

    @property
    def is_past(self) -> bool:
        """Whether the event ended before today, in the site's time zone."""
        return self.last_day < timezone.localdate()

    def clean(self) -> None:
        """Refuse an event that ends before it starts."""
        super().clean()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("The last day is before the first day.")})
