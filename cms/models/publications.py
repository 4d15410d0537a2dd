"""Publications: research, reports, policies, directives, action plans and what UNEVOC issues."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.documents import get_document_model_string
from wagtail.models import Page
from wagtail.search import index

from cms.models.base import HubPage
from cms.serializers import ReadableDocumentField


class PublicationPage(HubPage):
    """A publication: our own file, or a link to where its publisher keeps it."""

    class Kind(models.TextChoices):
        """What a publication is."""

        RESEARCH = "research", _("Research paper")
        REPORT = "report", _("Report")
        POLICY = "policy", _("Policy")
        DIRECTIVE = "directive", _("Directive")
        UNEVOC = "unevoc", _("UNEVOC publication")
        ACTION_PLAN = "action_plan", _("Action plan")
        ACTIVITY_REPORT = "activity_report", _("Activity report")
        TRAINING_MATERIAL = "training_material", _("Training material")

    publication_type = models.CharField(
        _("type"), max_length=20, choices=Kind.choices, default=Kind.REPORT
    )
    authors = models.CharField(
        _("authors"), max_length=500, blank=True, help_text=_("Separate several with commas.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    publisher = models.CharField(_("publisher"), max_length=255, blank=True)
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The file itself. A translation may have a file of its own."),
    )
    external_url = models.URLField(
        _("external link"),
        blank=True,
        max_length=500,
        help_text=_("Where its publisher keeps it, if we do not hold the file."),
    )

    template = "cms/publication_page.html"
    parent_page_types = ["cms.HomePage", "cms.IndexPage", "cms.ProgrammePage", "cms.CentrePage"]
    subpage_types = ["cms.StandardPage"]
    listing_order = ("-year", "title")
    card = "publication"

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        MultiFieldPanel(
            [FieldPanel("document"), FieldPanel("external_url")],
            heading=_("Where to read it"),
            help_text=_("Give a document, an external link, or both."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("publication_type"), FieldPanel("year")]),
                FieldPanel("authors"),
                FieldPanel("publisher"),
            ],
            heading=_("The publication"),
        ),
        *HubPage.body_panels,
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("authors"),
        index.SearchField("publisher"),
        index.FilterField("publication_type"),
        index.FilterField("year"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(APIField, ("publication_type", "authors", "year", "publisher")),
        APIField("document", serializer=ReadableDocumentField()),
        APIField("external_url"),
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def clean(self) -> None:
        """Refuse a publication that there is no way to read."""
        super().clean()
        if not self.document_id and not self.external_url:
            message = _("Choose a document or give an external link, so that it can be read.")
            raise ValidationError({"document": message})
