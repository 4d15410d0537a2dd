"""The collections of the hub: programmes, centres, events, publications, news."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assistant import Collection, File, public_pages
from cms.answers import facets, facts
from cms.answers.facts import fact
from cms.models import (
    CentrePage,
    EventCalendarPage,
    EventPage,
    NewsPage,
    PagePerson,
    ProgrammeFinderPage,
    ProgrammePage,
    PublicationLibraryPage,
    PublicationPage,
)


def _finder(model: type[Any], *filters: str) -> Callable[[str, Mapping[str, str]], tuple[str, str]]:
    """Return a function for the finder pages of a model, which have these filters."""

    def find(language: str, chosen: Mapping[str, str]) -> tuple[str, str]:
        pages = model.objects.filter(pk__in=public_pages(), locale__language_code=language)
        page = pages.first()
        if page is None or not (url := page.get_full_url()):
            return "", ""
        query = urlencode({key: value for key, value in chosen.items() if key in filters})
        return page.title, f"{url}?{query}" if query else url

    return find


def _files(page: Any) -> Sequence[File]:
    return [
        File(language=each.language, document=each.document, url=each.external_url)
        for each in page.files.select_related("document")
    ]


def _names(key: str) -> facts.Names:
    return facts.names()["collections"][key]


_PROGRAMMES = Collection(
    key="programme",
    model=ProgrammePage,
    names=_names("programme"),
    start="start_date",
    end="end_date",
    states={
        "running": Q(status=ProgrammePage.Status.RUNNING),
        "coming": Q(status=ProgrammePage.Status.PLANNED),
        "past": Q(status=ProgrammePage.Status.COMPLETED),
    },
    facets=(*facets.SNIPPETS, facets.choices("status", "status", ProgrammePage.Status.choices)),
    facts=(
        *facts.BY_ROLE,
        facts.OPERATOR,
        *facts.CONTACTS,
        fact("when", _("Dates"), facts.days),
        fact("start", _("Start"), facts.day("start_date"), facts.date_number("start_date")),
        fact("end", _("End"), facts.day("end_date"), facts.date_number("end_date"), order="start"),
        fact("duration", _("Duration"), facts.text("written_duration"), facts.duration),
        fact("fee", _("Fee"), facts.text("fee")),
        fact("status", _("status"), facts.display("status")),
        fact("code", _("code"), facts.text("code")),
        fact("results", _("Results"), facts.results),
        facts.FIELDS,
        facts.PLACES,
        fact("where", _("Where"), facts.where),
    ),
    summary=("when",),
    overview=("donor", "operator", "status", "when", "duration", "fee", "where"),
    teaser="introduction",
    finder=_finder(ProgrammeFinderPage, "field", "place", "organisation", "status", "year"),
)
_CENTRES = Collection(
    key="centre",
    model=CentrePage,
    names=_names("centre"),
    facets=(*facets.SNIPPETS, facets.choices("kind", "kind", CentrePage.Kind.choices)),
    facts=(
        *facts.BY_ROLE,
        fact("contact", _("Contact"), facts.how_to_reach),
        fact("telephone", _("telephone"), facts.own_or_of_contacts("telephone", "phone")),
        fact("email", _("e-mail"), facts.own_or_of_contacts("email", "email")),
        fact("address", _("address"), facts.text("address")),
        fact("opening_hours", _("Opening hours"), facts.text("opening_hours")),
        fact("directions", _("How to get there"), facts.text("directions")),
        fact("learners", _("Learners"), facts.text("learners"), facts.number("learners")),
        fact("teachers", _("Teachers"), facts.text("teachers"), facts.number("teachers")),
        fact("established", _("Established"), facts.established, facts.date_number("appointed_on")),
        fact("appointed", _("Appointed a UNEVOC Centre"), facts.appointed),
        fact("where", _("Where"), facts.where),
        fact("trainings", _("Trainings on offer"), facts.trainings),
        facts.FIELDS,
    ),
    summary=("where",),
    overview=("where", "established", "appointed", "learners", "teachers", "trainings"),
    teaser="introduction",
)
_EVENTS = Collection(
    key="event",
    model=EventPage,
    names=_names("event"),
    order=("-start_date", "title"),
    start="start_date",
    end="end_date",
    facets=facets.SNIPPETS,
    facts=(
        *facts.BY_ROLE,
        *facts.CONTACTS,
        fact("when", _("Dates"), facts.days),
        fact("start", _("Start"), facts.day("start_date"), facts.date_number("start_date")),
        fact("end", _("End"), facts.day("end_date"), facts.date_number("end_date"), order="start"),
        fact("time", _("Time"), facts.hours_of),
        fact("where", _("Where"), facts.where),
        fact("online", _("online at"), facts.text("online_url")),
        fact(
            "participants",
            _("participants"),
            facts.participants,
            facts.first_number("participants"),
        ),
        fact("sessions", _("Programme of the event"), facts.sessions),
        fact("results", _("Outcomes"), facts.outcomes),
        fact("speaker", _("Speaker"), facts.people(PagePerson.Role.SPEAKER)),
        fact("status", _("status"), facts.is_open),
    ),
    summary=("when", "where"),
    overview=("organiser", "when", "where", "participants"),
    teaser="introduction",
    finder=_finder(EventCalendarPage, "field", "place", "organisation", "year"),
)
_PUBLICATIONS = Collection(
    key="publication",
    model=PublicationPage,
    names=_names("publication"),
    order=("-year", "title"),
    year="year",
    facets=(
        *facets.SNIPPETS,
        facets.FILE_LANGUAGE,
        facets.choices("type", "publication_type", PublicationPage.Kind.choices),
    ),
    facts=(
        *facts.BY_ROLE,
        *facts.CONTACTS,
        fact("author", _("authors"), facts.text("authors")),
        fact("year", _("year"), facts.text("year")),
        fact("licence", _("licence"), facts.display("licence")),
        fact("type", _("type"), facts.display("publication_type")),
    ),
    summary=("type", "year"),
    overview=("type", "author", "publisher", "year"),
    teaser="introduction",
    finder=_finder(
        PublicationLibraryPage, "field", "place", "organisation", "type", "language", "year"
    ),
    files=_files,
)
_NEWS = Collection(
    key="news",
    model=NewsPage,
    names=_names("news"),
    order=("-date", "title"),
    start="date",
    year="date__year",
    facets=facets.SNIPPETS,
    facts=(fact("when", _("date"), facts.day("date")),),
    summary=("when",),
    teaser="introduction",
)
COLLECTIONS = (_PROGRAMMES, _CENTRES, _EVENTS, _PUBLICATIONS, _NEWS)
