"""The snippets that pages share: organisations, vocational fields, places, people, terms.

Each is translatable: a snippet in another language has the same `translation_key` and `slug`. Pages
of all languages refer to the original; `cms.i18n.localisation` finds the reader's.
"""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

#: The panel of the slug, which is filled in from the name while it is typed.
SLUG_PANEL = FieldPanel("slug", widget=SlugInput)


class HubSnippet(TranslatableMixin, index.Indexed, models.Model):
    """A translatable snippet, with the same slug in all languages."""

    slug = models.SlugField(
        _("name in addresses"),
        max_length=80,
        allow_unicode=True,
        help_text=_("Short, and the same in all languages. Lists are filtered by it."),
    )

    #: The field that holds the snippet's name.
    name_field: ClassVar[str] = "name"
    api_fields = [APIField("slug")]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"], name="%(app_label)s_%(class)s_slug_locale"
            )
        ]

    def __str__(self) -> str:
        return str(getattr(self, self.name_field))

    def clean(self) -> None:
        """Refuse a slug that another snippet of this model has in this language."""
        super().clean()
        others = type(self)._default_manager.filter(slug=self.slug, locale=self.locale_id)
        if others.exclude(pk=self.pk).exists():
            message = _("Another one has this name in addresses. Please choose a different one.")
            raise ValidationError({"slug": message})


def _synchronized(*names: str) -> list[SynchronizedField]:
    """Return fields that wagtail-localize copies to translations, where nobody can change them."""
    return [SynchronizedField(name, overridable=False) for name in names]


class Place(HubSnippet):
    """A region, country, province or city."""

    class Kind(models.TextChoices):
        """The kinds of place."""

        REGION = "region", _("Region")
        COUNTRY = "country", _("Country")
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CITY)
    code = models.CharField(
        _("code"), max_length=10, blank=True, help_text=_("ISO 3166, such as TR or TR-16.")
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("lies in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="parts",
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees, north is positive. Needed to show the place on a map."),
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees, east is positive."),
    )

    panels = [
        TitleFieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("code")]),
        FieldPanel("parent"),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        SLUG_PANEL,
    ]
    override_translatable_fields = _synchronized("slug", "code", "parent", "latitude", "longitude")
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("kind"),
        index.FilterField("locale"),
    ]
    api_fields = [
        *HubSnippet.api_fields,
        *map(APIField, ("name", "kind", "code", "latitude", "longitude")),
        APIField("parent"),
    ]

    class Meta(HubSnippet.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")


class Organisation(HubSnippet):
    """An organisation, such as a ministry, a donor, a network, a company or a school."""

    class Kind(models.TextChoices):
        """The kinds of organisation."""

        MINISTRY = "ministry", _("Ministry or public authority")
        INTERNATIONAL = "international", _("International organisation")
        DONOR = "donor", _("Donor")
        NETWORK = "network", _("Network or association")
        PROVIDER = "provider", _("School or training provider")
        RESEARCH = "research", _("University or research body")
        COMPANY = "company", _("Company")

    name = models.CharField(_("name"), max_length=255)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices, default=Kind.PROVIDER)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="parts",
    )
    place = models.ForeignKey(
        Place,
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    description = models.TextField(_("description"), blank=True)

    panels = [
        FieldRowPanel([TitleFieldPanel("name"), FieldPanel("short_name")]),
        FieldPanel("kind"),
        FieldPanel("parent"),
        FieldPanel("place"),
        FieldPanel("website"),
        FieldPanel("logo"),
        FieldPanel("description"),
        SLUG_PANEL,
    ]
    override_translatable_fields = _synchronized("slug", "parent", "place")
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("short_name"),
        index.AutocompleteField("short_name"),
        index.FilterField("kind"),
        index.FilterField("locale"),
    ]
    api_fields = [
        *HubSnippet.api_fields,
        *map(APIField, ("name", "short_name", "kind", "website", "description", "logo")),
        APIField("parent"),
        APIField("place"),
    ]

    class Meta(HubSnippet.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")


class VocationalField(HubSnippet):
    """A field of work that people train for."""

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(
        _("code"), max_length=20, blank=True, help_text=_("Of your national list or of ISCED-F.")
    )
    description = models.TextField(_("description"), blank=True)

    panels = [
        FieldRowPanel([TitleFieldPanel("name"), FieldPanel("code")]),
        FieldPanel("description"),
        SLUG_PANEL,
    ]
    override_translatable_fields = _synchronized("slug", "code")
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
    ]
    api_fields = [*HubSnippet.api_fields, *map(APIField, ("name", "code", "description"))]

    class Meta(HubSnippet.Meta):
        verbose_name = _("vocational field")
        verbose_name_plural = _("vocational fields")


class Person(HubSnippet):
    """A contact, an author or a speaker. All fields are shown to the public."""

    name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("position"), max_length=255, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)

    panels = [
        FieldRowPanel([TitleFieldPanel("name"), FieldPanel("job_title")]),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
        FieldPanel("website"),
        SLUG_PANEL,
    ]
    override_translatable_fields = _synchronized("slug", "organisation", "phone")
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
    ]
    api_fields = [
        *HubSnippet.api_fields,
        *map(APIField, ("name", "job_title", "email", "phone", "website")),
        APIField("organisation"),
    ]

    class Meta(HubSnippet.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")


class GlossaryTerm(HubSnippet):
    """A term of the field. Its translations are the approved ones, for people and for machines."""

    term = models.CharField(_("term"), max_length=120)
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)
    definition = models.TextField(
        _("definition"), help_text=_("One or two plain sentences. Shown where the term is used.")
    )
    synonyms = models.TextField(_("synonyms"), blank=True, help_text=_("One a line."))

    name_field = "term"
    panels = [
        FieldRowPanel([TitleFieldPanel("term"), FieldPanel("abbreviation")]),
        FieldPanel("definition"),
        FieldPanel("synonyms"),
        SLUG_PANEL,
    ]
    override_translatable_fields = _synchronized("slug")
    search_fields = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("abbreviation"),
        index.SearchField("definition"),
        index.SearchField("synonyms"),
        index.FilterField("locale"),
    ]
    api_fields = [
        *HubSnippet.api_fields,
        *map(APIField, ("term", "abbreviation", "definition", "synonyms")),
    ]

    class Meta(HubSnippet.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    @property
    def names(self) -> list[str]:
        """The term, its abbreviation and its synonyms."""
        others = [self.abbreviation, *self.synonyms.splitlines()]
        return [self.term, *(name.strip() for name in others if name.strip())]
