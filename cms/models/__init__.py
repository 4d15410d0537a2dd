"""The kinds of page an editor can publish, one module a section of the site, and the snippets."""

from cms.models.base import DETAIL_KINDS, HubPage
from cms.models.centres import CentrePage
from cms.models.events import EventPage
from cms.models.finders import (
    EventCalendarPage,
    FinderPage,
    GlossaryPage,
    ProgrammeFinderPage,
    PublicationLibraryPage,
)
from cms.models.front_end_preview import previewed_page
from cms.models.general import HomePage, IndexPage, StandardPage
from cms.models.images import HubImage, HubRendition
from cms.models.news import NewsPage
from cms.models.plans import ActionPlanPage
from cms.models.programmes import ProgrammePage
from cms.models.publications import PublicationFile, PublicationPage
from cms.models.relations import (
    PageField,
    PageOrganisation,
    PagePerson,
    PagePlace,
    PageRelation,
)
from cms.models.snippets import (
    GlossaryTerm,
    HubSnippet,
    Organisation,
    Person,
    Place,
    VocationalField,
)
from cms.models.specific_pages import as_own_kinds, specific_pages

__all__ = [
    "DETAIL_KINDS",
    "ActionPlanPage",
    "CentrePage",
    "EventCalendarPage",
    "EventPage",
    "FinderPage",
    "GlossaryPage",
    "GlossaryTerm",
    "HomePage",
    "HubImage",
    "HubPage",
    "HubRendition",
    "HubSnippet",
    "IndexPage",
    "NewsPage",
    "Organisation",
    "PageField",
    "PageOrganisation",
    "PagePerson",
    "PagePlace",
    "PageRelation",
    "Person",
    "Place",
    "ProgrammeFinderPage",
    "ProgrammePage",
    "PublicationFile",
    "PublicationLibraryPage",
    "PublicationPage",
    "StandardPage",
    "VocationalField",
    "as_own_kinds",
    "previewed_page",
    "specific_pages",
]
