"""Pages about programmes: what is done, for whom, by whom and with whose money."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
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
            ("code", "status", "start_date", "end_date", "purpose", "components", "results"),
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
