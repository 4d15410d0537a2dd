"""The kinds of page an editor can publish, one module a section of the site."""

from cms.models.base import HubPage
from cms.models.centres import CentrePage
from cms.models.events import EventPage
from cms.models.general import HomePage, IndexPage, StandardPage
from cms.models.news import NewsPage
from cms.models.programmes import ProgrammePage
from cms.models.publications import PublicationPage

__all__ = [
    "CentrePage",
    "EventPage",
    "HomePage",
    "HubPage",
    "IndexPage",
    "NewsPage",
    "ProgrammePage",
    "PublicationPage",
    "StandardPage",
]
