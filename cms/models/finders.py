"""Pages that list programmes, publications, events or terms of the whole site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from cms.models.base import HubPage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FinderPage(HubPage):
    """A page that lists the pages of one kind, wherever they are in its language's tree."""

    show_in_menus_default = True
    #: The accessible name of the filter form, for screen readers.
    list_name: ClassVar[StrOrPromise] = ""
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.IndexPage"]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the `listing`, and its `cards` where search engines may index this view."""
        context = super().get_context(request, *args, **kwargs)
        listing = context.get("listing")
        if listing is not None and listing.is_indexable:
            context["cards"] = listing.cards
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """Return the page, with status 404 if the list has no page of the number asked for."""
        response = super().serve(request, *args, **kwargs)
        listing = (response.context_data or {}).get("listing")
        if listing is not None:
            response.status_code = listing.status
        return response


class ProgrammeFinderPage(FinderPage):
    """The list of all programmes, with filters."""

    template = "cms/finder_page.html"
    list_name = _("Find programmes")

    class Meta:
        verbose_name = _("programme finder")
        verbose_name_plural = _("programme finders")


class PublicationLibraryPage(FinderPage):
    """The list of all publications and action plans, with filters."""

    template = "cms/finder_page.html"
    list_name = _("Find publications")

    class Meta:
        verbose_name = _("publication library")
        verbose_name_plural = _("publication libraries")


class EventCalendarPage(FinderPage):
    """The list of all events, coming and past."""

    template = "cms/event_calendar_page.html"
    list_name = _("Find events")

    class Meta:
        verbose_name = _("events calendar")
        verbose_name_plural = _("events calendars")


class GlossaryPage(FinderPage):
    """The glossary: the terms of the field and their definitions."""

    template = "cms/glossary_page.html"

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")
