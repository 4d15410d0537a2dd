"""The models of pages and snippets: one module for each section of the site.

Owns their fields, where they may stand, and the registry of page kinds. Refuses to know how they
are found, fed to programs or served as files: the registry names the functions that do it.
"""

from cms.models.base import HubPage
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
from cms.models.kinds import (
    Feed,
    FrontPageRow,
    Latest,
    PageKind,
    Purpose,
    declare,
    declared_kind,
    declared_kinds,
)
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
    "ActionPlanPage",
    "CentrePage",
    "EventCalendarPage",
    "EventPage",
    "Feed",
    "FinderPage",
    "FrontPageRow",
    "GlossaryPage",
    "GlossaryTerm",
    "HomePage",
    "HubImage",
    "HubPage",
    "HubRendition",
    "HubSnippet",
    "IndexPage",
    "Latest",
    "NewsPage",
    "Organisation",
    "PageField",
    "PageKind",
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
    "Purpose",
    "StandardPage",
    "VocationalField",
    "as_own_kinds",
    "declare",
    "declared_kind",
    "declared_kinds",
    "previewed_page",
    "specific_pages",
]
