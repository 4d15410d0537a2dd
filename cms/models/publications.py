"""Pages with publications: research, reports, policies, directives and UNEVOC publications."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.blocks import TEXT_FEATURES
from cms.models.base import HubPage
from cms.models.relations import relation_panels


def content_languages() -> list[tuple[str, str]]:
    """Return the languages that a publication may be in.

    It is a function, so that migrations don't list the languages.
    """
    return list(settings.LANGUAGES)


def default_language() -> str:
    """Return the code of the site's main language."""
    return settings.LANGUAGE_CODE


class PublicationPage(HubPage):
    """A publication, with its language versions."""

    class Kind(models.TextChoices):
        """The kinds of publication."""

        RESEARCH = "research", _("Research paper")
        REPORT = "report", _("Report")
        POLICY = "policy", _("Policy")
        DIRECTIVE = "directive", _("Directive")
        UNEVOC = "unevoc", _("UNEVOC publication")
        ACTION_PLAN = "action_plan", _("Action plan")
        ACTIVITY_REPORT = "activity_report", _("Activity report")
        TRAINING_MATERIAL = "training_material", _("Training material")

    class Licence(models.TextChoices):
        """The licences, which say what readers may do with a publication."""

        CC_BY = "cc-by-4.0", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
        CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
        CC_BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
        CC_BY_ND = "cc-by-nd-4.0", "CC BY-ND 4.0"
        CC0 = "cc0-1.0", "CC0 1.0"
        PUBLIC = "public-domain", _("Public domain")
        RESERVED = "all-rights", _("All rights reserved")

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
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)
    abstract = RichTextField(_("abstract"), blank=True, features=TEXT_FEATURES)

    template = "cms/publication_page.html"
    parent_page_types = [
        "cms.HomePage",
        "cms.IndexPage",
        "cms.PublicationLibraryPage",
        "cms.ProgrammePage",
        "cms.CentrePage",
        "cms.EventPage",
    ]
    listing_order = ("-year", "title")

    content_panels = [
        *Page.content_panels,
        *HubPage.introduction_panels,
        InlinePanel(
            "files",
            heading=_("Where to read it"),
            label=_("Language version"),
            min_num=1,
            help_text=_("One for each language that the publication itself is in."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("publication_type"), FieldPanel("year")]),
                FieldPanel("authors"),
                FieldPanel("licence"),
            ],
            heading=_("The publication"),
        ),
        FieldPanel("abstract"),
        *HubPage.body_panels,
        *relation_panels(),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.SearchField("authors"),
        index.SearchField("abstract"),
        index.FilterField("publication_type"),
        index.FilterField("year"),
    ]
    api_fields = [
        *HubPage.api_fields,
        *map(APIField, ("publication_type", "authors", "year", "licence", "abstract", "files")),
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")


class PublicationFile(Orderable):
    """A language version of a publication: our own file, or the publisher's address."""

    page = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(
        _("language"), max_length=10, choices=content_languages, default=default_language
    )
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    external_url = models.URLField(
        _("external link"),
        blank=True,
        max_length=500,
        help_text=_("Where its publisher keeps it, if we do not hold the file."),
    )

    panels = [
        FieldPanel("language"),
        FieldPanel("document"),
        FieldPanel("external_url"),
    ]
    api_fields = [
        APIField("language"),
        APIField("document"),
        APIField("external_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.document or self.external_url}"

    def clean(self) -> None:
        """Refuse a language version that has neither file nor address."""
        super().clean()
        if not self.document_id and not self.external_url:
            message = _("Choose a document or give an external link, so that it can be read.")
            raise ValidationError({"document": message})
