"""Programmes: what is done, for whom, by whom and with whose money."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.models.base import HubPage


class ProgrammePage(HubPage):
    """A programme, project or operation in technical and vocational education."""

    class Status(models.TextChoices):
        """Where a programme stands."""

        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")

    code = models.CharField(
        _("code"),
        max_length=60,
        blank=True,
        help_text=_("The short name or reference that people use for it. Not translated."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.RUNNING
    )
    start_date = models.DateField(_("start date"), null=True, blank=True)
    end_date = models.DateField(_("end date"), null=True, blank=True)
    beneficiary = models.CharField(
        _("beneficiary"), max_length=255, blank=True, help_text=_("The body the programme serves.")
    )
    operating_body = models.CharField(
        _("operating body"),
        max_length=255,
        blank=True,
        help_text=_("The body that manages the money and the contracts."),
    )
    donor = models.CharField(_("donor"), max_length=255, blank=True)
    consultants = models.CharField(
        _("consultants"), max_length=500, blank=True, help_text=_("Separate several with commas.")
    )

    template = "cms/programme_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage"]
    subpage_types = [
        "cms.StandardPage",
        "cms.CentrePage",
        "cms.PublicationPage",
        "cms.EventPage",
        "cms.NewsPage",
    ]
    card = "programme"
    override_translatable_fields = [SynchronizedField("code")]

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("status")]),
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
            ],
            heading=_("The programme"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("beneficiary"),
                FieldPanel("operating_body"),
                FieldPanel("donor"),
                FieldPanel("consultants"),
            ],
            heading=_("Who takes part"),
        ),
        *HubPage.body_panels,
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("code"),
        index.SearchField("beneficiary"),
        index.SearchField("operating_body"),
        index.SearchField("donor"),
        index.SearchField("consultants"),
        index.FilterField("status"),
        index.FilterField("start_date"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(
            APIField,
            (
                "code",
                "status",
                "start_date",
                "end_date",
                "beneficiary",
                "operating_body",
                "donor",
                "consultants",
            ),
        ),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def clean(self) -> None:
        """Refuse a programme that ends before it starts."""
        super().clean()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("The end date is before the start date.")})
