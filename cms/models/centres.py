"""Pages about centres: UNEVOC Centres, Sectoral Centres of Excellence, training centres."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.blocks import TrainingBlock
from cms.models.base import HubPage
from cms.models.relations import relation_panels


class CentrePage(HubPage):
    """A centre: its kind, when it was appointed, and the trainings it offers."""

    class Kind(models.TextChoices):
        """The kinds of centre."""

        UNEVOC = "unevoc", _("UNEVOC Centre")
        SECTORAL = "sectoral", _("Sectoral Centre of Excellence")
        TRAINING = "training", _("Training centre")

    class Precision(models.TextChoices):
        """How much of a date is known."""

        DAY = "day", _("Day, month and year")
        MONTH = "month", _("Month and year")
        YEAR = "year", _("Year only")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TRAINING)
    appointed_on = models.DateField(
        _("appointed on"),
        null=True,
        blank=True,
        help_text=_("If only the month or year is known, take its first day and say so beside."),
    )
    appointed_precision = models.CharField(
        _("shown as"), max_length=5, choices=Precision.choices, default=Precision.MONTH
    )
    address = models.TextField(_("address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    opening_hours = models.TextField(
        _("opening hours"), blank=True, help_text=_("When visitors and callers find somebody.")
    )
    directions = models.TextField(
        _("how to get there"), blank=True, help_text=_("By public transport, and without steps.")
    )
    learners = models.PositiveIntegerField(_("learners"), null=True, blank=True)
    teachers = models.PositiveIntegerField(_("teachers"), null=True, blank=True)
    trainings = StreamField(
        [("training", TrainingBlock())], verbose_name=_("trainings on offer"), blank=True
    )

    template = "cms/centre_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage", "cms.ProgrammePage"]
    override_translatable_fields = [SynchronizedField("telephone"), SynchronizedField("email")]

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("appointed_on"), FieldPanel("appointed_precision")]),
                FieldRowPanel([FieldPanel("learners"), FieldPanel("teachers")]),
            ],
            heading=_("The centre"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("telephone"), FieldPanel("email")]),
                FieldPanel("opening_hours"),
                FieldPanel("directions"),
            ],
            heading=_("How to reach the centre"),
        ),
        FieldPanel("trainings"),
        *HubPage.body_panels,
        *relation_panels(),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("address"),
        index.SearchField("directions"),
        index.SearchField("trainings"),
        index.FilterField("kind"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(
            APIField,
            (
                "kind",
                "appointed_on",
                "appointed_precision",
                "learners",
                "teachers",
                "address",
                "telephone",
                "email",
                "opening_hours",
                "directions",
                "trainings",
            ),
        ),
    ]

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
