"""Pages that find: programmes, publications, events and terms of the whole site."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.models.base import HubPage


class FinderPage(HubPage):
    """A page that lists the pages of one kind, wherever they are in its language's tree."""

    show_in_menus_default = True
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.IndexPage"]

    class Meta:
        abstract = True


class ProgrammeFinderPage(FinderPage):
    """All programmes, with filters."""

    template = "cms/programme_finder_page.html"
    subpage_types = ["cms.ProgrammePage", "cms.StandardPage"]

    class Meta:
        verbose_name = _("programme finder")
        verbose_name_plural = _("programme finders")


class PublicationLibraryPage(FinderPage):
    """All publications and action plans, with filters."""

    template = "cms/publication_library_page.html"
    subpage_types = ["cms.PublicationPage", "cms.ActionPlanPage", "cms.StandardPage"]

    class Meta:
        verbose_name = _("publication library")
        verbose_name_plural = _("publication libraries")


class EventCalendarPage(FinderPage):
    """All events: those to come, and those past."""

    template = "cms/event_calendar_page.html"
    subpage_types = ["cms.EventPage", "cms.StandardPage"]

    class Meta:
        verbose_name = _("events calendar")
        verbose_name_plural = _("events calendars")


class GlossaryPage(FinderPage):
    """The terms of the field and what they mean, from the glossary snippets."""

    template = "cms/glossary_page.html"
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")
