"""What a page is about and who takes part in it: rows that belong to pages of any kind.

They refer to `Page` itself, so that one query finds them for pages of all kinds. A translation has
copies of the rows of its original, which name original snippets and pages;
`cms.directory.connections` shows them in the reader's language.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultipleChooserPanel,
    PageChooserPanel,
)
from wagtail.models import Orderable, Page

from cms.models.snippets import Organisation, Person, Place, VocationalField


class PageField(Orderable):
    """A vocational field that a page is about."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="field_links")
    field = models.ForeignKey(
        VocationalField,
        verbose_name=_("vocational field"),
        on_delete=models.CASCADE,
        related_name="page_links",
    )

    panels = [FieldPanel("field")]

    def __str__(self) -> str:
        return str(self.field)


class PagePlace(Orderable):
    """A place that a page is about, or that participants come from."""

    class Role(models.TextChoices):
        """What a place is to a page."""

        LOCATION = "location", _("Takes place there")
        PARTICIPANTS = "participants", _("Participants come from there")

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="place_links")
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.CASCADE, related_name="page_links"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.LOCATION)

    panels = [FieldRowPanel([FieldPanel("place"), FieldPanel("role")])]

    def __str__(self) -> str:
        return f"{self.place} ({self.get_role_display()})"


class PageOrganisation(Orderable):
    """An organisation that takes part, and its role."""

    class Role(models.TextChoices):
        """What an organisation is to a page."""

        BENEFICIARY = "beneficiary", _("Beneficiary")
        OPERATING_BODY = "operating_body", _("Operating body")
        DONOR = "donor", _("Donor")
        CONSULTANT = "consultant", _("Consultants")
        HOST = "host", _("Host institution")
        ORGANISER = "organiser", _("Organisers")
        CO_ORGANISER = "co_organiser", _("Co-organisers")
        SUPPORTER = "supporter", _("Supporters")
        PUBLISHER = "publisher", _("Publisher")
        PARTNER = "partner", _("Partners")

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="page_links",
    )
    role = models.CharField(_("role"), max_length=15, choices=Role.choices, default=Role.PARTNER)

    panels = [FieldRowPanel([FieldPanel("organisation"), FieldPanel("role")])]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class PagePerson(Orderable):
    """A person who takes part, and their role."""

    class Role(models.TextChoices):
        """What a person is to a page."""

        CONTACT = "contact", _("Contact")
        AUTHOR = "author", _("Author")
        SPEAKER = "speaker", _("Speaker")

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="person_links")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="page_links"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.CONTACT)

    panels = [FieldRowPanel([FieldPanel("person"), FieldPanel("role")])]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class PageRelation(Orderable):
    """Another page that is linked to a page, and its role."""

    class Kind(models.TextChoices):
        """What another page is to this one."""

        PROGRAMME = "programme", _("Programme")
        CENTRE = "centre", _("Centres")
        LEGAL = "legal", _("Legal documents")
        PUBLICATION = "publication", _("Publications")
        EVENT = "event", _("Events")
        RELATED = "related", _("See also")

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="relation_links")
    related = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("as"), max_length=12, choices=Kind.choices, default=Kind.RELATED)

    panels = [FieldRowPanel([PageChooserPanel("related"), FieldPanel("kind")])]

    def __str__(self) -> str:
        return f"{self.related} ({self.get_kind_display()})"


def relation_panels(*, relations: bool = True) -> list[Any]:
    """Return the panels in which editors edit the rows of a page; `relations` adds linked pages."""
    panels: list[Any] = [
        MultipleChooserPanel(
            "field_links", chooser_field_name="field", label=_("Vocational fields")
        ),
        MultipleChooserPanel("place_links", chooser_field_name="place", label=_("Places")),
        InlinePanel("organisation_links", label=_("Organisations")),
        InlinePanel("person_links", label=_("People")),
    ]
    if relations:
        panels.append(InlinePanel("relation_links", label=_("Pages that belong to it")))
    return panels
