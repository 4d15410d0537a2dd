"""The schema.org node of each kind of page."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from cms.directory import Connections, deed_url
from cms.metadata.structured_data import parts
from cms.metadata.structured_data.parts import Node, without_empty
from cms.models import (
    ActionPlanPage,
    CentrePage,
    EventPage,
    GlossaryTerm,
    NewsPage,
    ProgrammePage,
    PublicationPage,
)

#: Most terms of a glossary that are listed; programs find all of them in the API.
_MOST_TERMS = 200


class Facts:
    """A page with what it names, for one reader."""

    def __init__(self, page: Any, links: Connections, request: HttpRequest, site: str) -> None:
        """Take the page; `site` is the `@id` of the organisation behind the site."""
        self.page = page
        self.links = links
        self.request = request
        self.site = {"@id": site}

    def organisations(self, *roles: str) -> list[Node]:
        """Return the nodes of the organisations in these roles."""
        groups = [group for group in self.links.organisations if group.role in roles]
        return [parts.organisation(item) for group in groups for item in group.items]

    def people(self, role: str) -> list[Node]:
        """Return the nodes of the people in this role."""
        groups = [group for group in self.links.people if group.role == role]
        return [parts.person(item) for group in groups for item in group.items]

    @property
    def places(self) -> list[Node]:
        """The nodes of the places where it takes place."""
        return [parts.place(item) for item in self.links.places]

    @property
    def fields(self) -> list[Node]:
        """The nodes of the vocational fields that it is about."""
        return parts.topics(self.links.fields)


def programme(facts: Facts) -> Node:
    """Return the node of a programme, with those who run it and pay for it."""
    page: ProgrammePage = facts.page
    return {
        # The first type says what it is; the second has properties for who pays and where.
        "@type": ["EducationalOccupationalProgram", "Project"],
        "identifier": page.code,
        "startDate": _day(page.start_date),
        "endDate": _day(page.end_date),
        "timeToComplete": _period(page),
        "provider": facts.organisations("operating_body"),
        "funder": facts.organisations("donor"),
        "member": facts.organisations("partner"),
        "areaServed": facts.places,
        "occupationalCategory": [field["name"] for field in facts.fields],
        "contactPoint": [parts.contact(item) for item in facts.links.contacts],
    }


def centre(facts: Facts) -> Node:
    """Return the node of a centre, with its trainings."""
    page: CentrePage = facts.page
    trainings = [block.value for block in page.trainings]
    offers = [
        {
            "@type": "Offer",
            "itemOffered": without_empty(
                {
                    "@type": "Course",
                    "name": value["title"],
                    "description": value.get("text") or value["title"],
                    "provider": {"@type": "EducationalOrganization", "name": page.title},
                }
            ),
        }
        for value in trainings
    ]
    city = next((item for item in facts.links.places if item.kind == "city"), None)
    country = next((item for item in facts.links.places if item.kind == "country"), None)
    address = without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(page.address.splitlines()),
            "addressLocality": city.name if city else "",
            "addressCountry": (country.code or country.name) if country else "",
        }
    )
    return {
        "@type": "EducationalOrganization",
        "telephone": page.telephone,
        "email": page.email,
        "alternateName": page.get_kind_display() if page.kind == CentrePage.Kind.UNEVOC else "",
        "address": address if len(address) > 1 else None,
        "location": facts.places,
        "parentOrganization": facts.organisations("host"),
        "knowsAbout": [field["name"] for field in facts.fields],
        "makesOffer": offers,
        "contactPoint": [parts.contact(item) for item in facts.links.contacts],
    }


_PUBLICATION_TYPES = {
    "research": "ScholarlyArticle",
    "report": "Report",
    "activity_report": "Report",
    "training_material": "LearningResource",
}


def publication(facts: Facts) -> Node:
    """Return the node of a publication, with its files."""
    page: PublicationPage = facts.page
    files = parts.files(page, facts.request)
    return {
        "@type": _PUBLICATION_TYPES.get(page.publication_type, "DigitalDocument"),
        "headline": page.title,
        "genre": page.get_publication_type_display(),
        "abstract": parts.text(page.abstract),
        "datePublished": str(page.year) if page.year else None,
        "author": facts.people("author"),
        # The field may name people or organisations, so it is no `author`.
        "creditText": page.authors,
        "publisher": facts.organisations("publisher"),
        "license": deed_url(page.licence),
        "spatialCoverage": facts.places,
        "about": facts.fields,
        "encoding": files,
    }


def event(facts: Facts) -> Node:
    """Return the node of an event, with its sessions."""
    page: EventPage = facts.page
    venue = _location(page.venue, facts.places)
    online = {"@type": "VirtualLocation", "url": page.online_url} if page.online_url else None
    where = [venue] if venue else facts.places
    modes = {(True, True): "Mixed", (False, True): "Online", (True, False): "Offline"}
    mode = modes.get((bool(where), bool(online)))
    sessions = [
        without_empty(
            {
                "@type": "Event",
                "name": value["title"],
                "description": value.get("text"),
                "startDate": _moment(value.get("date") or page.start_date, value.get("start_time")),
                "endDate": _moment(value.get("date") or page.start_date, value.get("end_time"))
                if value.get("end_time")
                else None,
                "location": _location(value.get("place") or "", []) or venue or online,
            }
        )
        for value in (block.value for block in page.sessions)
    ]
    return {
        "@type": "Event",
        "startDate": _moment(page.start_date, page.start_time),
        "endDate": _moment(page.last_day, page.end_time),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode" if mode else None,
        "location": [*where, *([online] if online else [])],
        "organizer": facts.organisations("organiser", "co_organiser"),
        "sponsor": facts.organisations("supporter"),
        "performer": facts.people("speaker"),
        "about": facts.fields,
        "subEvent": sessions,
    }


def news(facts: Facts) -> Node:
    """Return the node of a piece of news, with the source that published it first."""
    page: NewsPage = facts.page
    source = without_empty({"@type": "CreativeWork", "url": page.source_url})
    if page.source_name:
        source["publisher"] = {"@type": "Organization", "name": page.source_name}
    return {
        "@type": "NewsArticle",
        "headline": page.title,
        "datePublished": _day(page.date),
        "dateModified": _time(page.last_published_at),
        # The site is not the author of what another has published first.
        "author": facts.people("author") or (None if page.source_name else facts.site),
        "publisher": facts.site,
        "isBasedOn": source if page.source_url or page.source_name else None,
        "contentLocation": facts.places,
        "about": facts.fields,
    }


def plan(facts: Facts) -> Node:
    """Return the node of an action plan, with its files."""
    page: ActionPlanPage = facts.page
    base = page.get_full_url(facts.request) or ""
    return {
        "@type": "DigitalDocument",
        "temporalCoverage": page.period or str(page.year),
        "publisher": facts.organisations("publisher") or facts.site,
        "about": facts.fields,
        "encoding": [
            {"@type": "MediaObject", "contentUrl": f"{base}{name}", "encodingFormat": form}
            for name, form in (
                ("plan.pdf", "application/pdf"),
                (
                    "plan.xlsx",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
            )
            if base
        ],
    }


def glossary(facts: Facts) -> Node:
    """Return the node of a glossary, with its terms."""
    terms = GlossaryTerm.objects.filter(locale=facts.page.locale_id).order_by("term")
    return {
        "@type": "DefinedTermSet",
        "hasDefinedTerm": [
            without_empty(
                {
                    "@type": "DefinedTerm",
                    "name": term.term,
                    "termCode": term.abbreviation,
                    "description": term.definition,
                }
            )
            for term in terms[:_MOST_TERMS]
        ],
    }


def _location(venue: str, places: list[Node]) -> Node | None:
    """Return the node of a venue, or without one that of the only place; None if there is none."""
    if not venue:
        return places[0] if len(places) == 1 else None
    address = ", ".join(place["name"] for place in places)
    node: Node = {"@type": "Place", "name": venue, "address": address}
    geo = [place["geo"] for place in places if "geo" in place]
    node["geo"] = geo[0] if len(geo) == 1 else None
    return without_empty(node)


def _period(page: ProgrammePage) -> str | None:
    """Return how long a programme takes as an ISO 8601 duration, such as "P40W"."""
    if page.duration is None:
        return None
    sign = "PT" if page.duration_unit == page.Unit.HOUR else "P"
    return f"{sign}{page.duration}{page.duration_unit[0].upper()}"


def _day(value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None


def _time(value: datetime.datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def _moment(day: datetime.date, time: datetime.time | None) -> str:
    """Return the day, or the moment in the site's time zone if the time is known."""
    if time is None:
        return day.isoformat()
    moment = datetime.datetime.combine(day, time, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return moment.isoformat(timespec="minutes")
