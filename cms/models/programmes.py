"""Pages about programmes: what is done, for whom, by whom and with whose money."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.blocks import TEXT_FEATURES, ComponentBlock, ResultBlock
from cms.models.base import HubPage
from cms.models.relations import relation_panels


class ProgrammePage(HubPage):
    """A programme, project or operation in technical and vocational education."""

    class Status(models.TextChoices):
        """The states of a programme."""

        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")

    class Unit(models.TextChoices):
        """The units of a duration."""

        HOUR = "hour", _("hours")
        DAY = "day", _("days")
        WEEK = "week", _("weeks")
        MONTH = "month", _("months")
        YEAR = "year", _("years")

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
    duration = models.PositiveSmallIntegerField(
        _("duration"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How long it takes a participant, if all take as long."),
    )
    duration_unit = models.CharField(
        _("unit"), max_length=5, choices=Unit.choices, default=Unit.WEEK
    )
    fee = models.CharField(
        _("fee"),
        max_length=255,
        blank=True,
        help_text=_("What a participant pays, with the currency; or that it is free of charge."),
    )
    purpose = RichTextField(_("purpose"), blank=True, features=TEXT_FEATURES)
    components = StreamField(
        [("component", ComponentBlock())], verbose_name=_("components"), blank=True
    )
    results = StreamField([("result", ResultBlock())], verbose_name=_("results"), blank=True)

    template = "cms/programme_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage", "cms.ProgrammeFinderPage"]
    override_translatable_fields = [SynchronizedField("code")]

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("status")]),
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                FieldRowPanel([FieldPanel("duration"), FieldPanel("duration_unit")]),
                FieldPanel("fee"),
            ],
            heading=_("The programme"),
        ),
        FieldPanel("purpose"),
        FieldPanel("components"),
        FieldPanel("results"),
        *HubPage.body_panels,
        *relation_panels(),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("code"),
        index.SearchField("fee"),
        index.SearchField("purpose"),
        index.SearchField("components"),
        index.SearchField("results"),
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
                "duration",
                "duration_unit",
                "fee",
                "purpose",
                "components",
                "results",
            ),
        ),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    @property
    def written_duration(self) -> str:
        """Return the duration in the active language, such as "40 weeks"; empty if not known."""
        if self.duration is None:
            return ""
        written = {
            "hour": ngettext_lazy("%d hour", "%d hours"),
            "day": ngettext_lazy("%d day", "%d days"),
            "week": ngettext_lazy("%d week", "%d weeks"),
            "month": ngettext_lazy("%d month", "%d months"),
            "year": ngettext_lazy("%d year", "%d years"),
        }
        return str(written[self.duration_unit] % self.duration)

    def clean(self) -> None:
        """Refuse a programme that ends before it starts."""
        super().clean()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("The end date is before the start date.")})
