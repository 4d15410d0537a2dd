"""Pages about events: workshops, symposia, forums, study visits."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import TEXT_FEATURES, FigureBlock, SessionBlock
from cms.models.base import HubPage
from cms.models.relations import relation_panels


class EventPage(HubPage):
    """An event on one or several days, and where it takes place."""

    start_date = models.DateField(_("first day"))
    end_date = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Leave empty if it lasts one day.")
    )
    start_time = models.TimeField(_("from"), null=True, blank=True)
    end_time = models.TimeField(_("to"), null=True, blank=True)
    venue = models.CharField(_("venue"), max_length=255, blank=True)
    online_url = models.URLField(_("online at"), blank=True, max_length=500)
    participants = models.CharField(
        _("participants"), max_length=255, blank=True, help_text=_("Who and how many took part.")
    )
    sessions = StreamField([("session", SessionBlock())], verbose_name=_("sessions"), blank=True)
    outcomes = RichTextField(_("outcomes"), blank=True, features=TEXT_FEATURES)
    gallery = StreamField([("figure", FigureBlock())], verbose_name=_("gallery"), blank=True)

    template = "cms/event_page.html"
    parent_page_types = [
        "cms.HomePage",
        "cms.IndexPage",
        "cms.EventCalendarPage",
        "cms.ProgrammePage",
        "cms.CentrePage",
    ]
    listing_order = ("-start_date", "title")

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time")]),
                FieldPanel("venue"),
                FieldPanel("online_url"),
                FieldPanel("participants"),
            ],
            heading=_("When and where"),
        ),
        FieldPanel("sessions"),
        FieldPanel("outcomes"),
        *HubPage.body_panels,
        FieldPanel("gallery"),
        *relation_panels(),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("venue"),
        index.SearchField("participants"),
        index.SearchField("sessions"),
        index.SearchField("outcomes"),
        index.FilterField("start_date"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(
            APIField,
            (
                "start_date",
                "end_date",
                "start_time",
                "end_time",
                "venue",
                "online_url",
                "participants",
                "sessions",
                "outcomes",
                "gallery",
            ),
        ),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @property
    def last_day(self) -> datetime.date:
        """The day the event ends, also when it lasts one day."""
        return self.end_date or self.start_date

    @property
    def calendar_path(self) -> str:
        """The path of the event's iCalendar file."""
        return reverse("event_calendar", args=[self.pk])

    @property
    def is_past(self) -> bool:
        """Whether the event ended before today, in the site's time zone."""
        return self.last_day < timezone.localdate()

    def clean(self) -> None:
        """Refuse an event that ends before it starts."""
        super().clean()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("The last day is before the first day.")})
        one_day = self.last_day == self.start_date
        if one_day and self.start_time and self.end_time and self.end_time < self.start_time:
            raise ValidationError({"end_time": _("The event ends before it starts.")})
