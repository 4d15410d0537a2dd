"""Declares every kind of page of the hub, each once. Add a kind here, and nowhere else.

A declaration names the functions by which each room handles the kind. Only the kind's model, its
templates and those functions are written elsewhere. `cms.apps` hands the declarations to
`cms.models.kinds`.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.blocks import Section
from cms.metadata.structured_data import kinds as things
from cms.models import (
    ActionPlanPage,
    CentrePage,
    EventCalendarPage,
    EventPage,
    Feed,
    FrontPageRow,
    GlossaryPage,
    HomePage,
    IndexPage,
    Latest,
    NewsPage,
    PageKind,
    ProgrammeFinderPage,
    ProgrammePage,
    PublicationLibraryPage,
    PublicationPage,
    Purpose,
    StandardPage,
)
from cms.plans import plan_context, serve_plan
from cms.search import finders

_NEWS = Feed(key="news", title=_("News"), place=1)
_EVENTS = Feed(key="events", title=_("Events"), place=2)
_PUBLICATIONS = Feed(key="publications", title=_("Publications"), place=3)
_PROGRAMMES = Feed(key="programmes", title=_("Programmes"), place=4)


def _is_not_over() -> Q:
    """Return the condition that an event is not over yet."""
    today = timezone.localdate()
    return Q(start_date__gte=today) | Q(end_date__gte=today)


PAGE_KINDS = (
    PageKind(
        model=ProgrammePage,
        purpose=Purpose.DETAIL,
        card="programme",
        sections=(
            Section(anchor="purpose", label=_("Purpose"), field="purpose"),
            Section(anchor="components", label=_("Components"), field="components"),
            Section(anchor="results", label=_("Results"), field="results"),
        ),
        feed=_PROGRAMMES,
        front_page=FrontPageRow(place=3, choices=(Latest(heading=_("Programmes")),)),
        structured_data=things.programme,
    ),
    PageKind(
        model=CentrePage,
        purpose=Purpose.DETAIL,
        card="centre",
        sections=(Section(anchor="trainings", label=_("Trainings on offer"), field="trainings"),),
        structured_data=things.centre,
    ),
    PageKind(
        model=PublicationPage,
        purpose=Purpose.DETAIL,
        card="publication",
        sections=(Section(anchor="abstract", label=_("Abstract"), field="abstract"),),
        feed=_PUBLICATIONS,
        front_page=FrontPageRow(place=4, choices=(Latest(heading=_("Publications")),)),
        is_article=True,
        structured_data=things.publication,
    ),
    PageKind(
        model=ActionPlanPage,
        purpose=Purpose.DETAIL,
        card="plan",
        # The template shows the headings of these parts even where the plan has no activities.
        fixed_ids=frozenset({"activities", "files", "progress", "progress-by-quarter"}),
        feed=_PUBLICATIONS,
        structured_data=things.plan,
        api_fields=("centre", "downloads"),
        context=plan_context,
        download=serve_plan,
    ),
    PageKind(
        model=EventPage,
        purpose=Purpose.DETAIL,
        card="event",
        sections=(
            Section(anchor="sessions", label=_("Programme of the event"), field="sessions"),
            Section(anchor="outcomes", label=_("Outcomes"), field="outcomes"),
            Section(anchor="gallery", label=_("Pictures"), field="gallery", after_body=True),
        ),
        feed=_EVENTS,
        front_page=FrontPageRow(
            place=2,
            choices=(
                Latest(heading=_("Coming events"), condition=_is_not_over, order=("start_date",)),
                Latest(heading=_("Recent events")),
            ),
        ),
        is_article=True,
        structured_data=things.event,
        api_fields=("calendar_url",),
    ),
    PageKind(
        model=NewsPage,
        purpose=Purpose.DETAIL,
        card="news",
        feed=_NEWS,
        front_page=FrontPageRow(place=1, choices=(Latest(heading=_("Latest news")),)),
        is_article=True,
        structured_data=things.news,
    ),
    PageKind(model=ProgrammeFinderPage, purpose=Purpose.LIST, context=finders.programme_finder),
    PageKind(
        model=PublicationLibraryPage, purpose=Purpose.LIST, context=finders.publication_library
    ),
    PageKind(model=EventCalendarPage, purpose=Purpose.LIST, context=finders.calendar),
    PageKind(model=GlossaryPage, purpose=Purpose.LIST, structured_data=things.glossary),
    PageKind(model=IndexPage, purpose=Purpose.LIST),
    PageKind(model=HomePage, purpose=Purpose.PLAIN),
    PageKind(model=StandardPage, purpose=Purpose.PLAIN),
)
