"""Pages that hold all there is, for the tests that look at templates: every kind, every block."""

from __future__ import annotations

import datetime
import io

from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.models import (
    ActionPlanPage,
    CentrePage,
    EventCalendarPage,
    EventPage,
    GlossaryPage,
    GlossaryTerm,
    IndexPage,
    NewsPage,
    Organisation,
    PageField,
    PageOrganisation,
    PagePerson,
    PagePlace,
    PageRelation,
    Person,
    Place,
    ProgrammeFinderPage,
    ProgrammePage,
    PublicationFile,
    PublicationLibraryPage,
    PublicationPage,
    StandardPage,
    VocationalField,
)

from .conftest import publish, snippet

day = datetime.date


def image(title="A workshop", size=(1600, 900), description="Two students at a lathe"):
    """A real picture in the library."""
    file = io.BytesIO()
    Picture.new("RGB", size, (20, 90, 110)).save(file, "PNG")
    return get_image_model().objects.create(
        title=title,
        description=description,
        credit="The centre",
        file=ContentFile(file.getvalue(), name="workshop.png"),
    )


def file(title, name, content=b"something"):
    """A document in the library."""
    return get_document_model().objects.create(title=title, file=ContentFile(content, name=name))


class Shared:
    """What the pages share: made once."""

    def __init__(self):
        self.image = image()
        self.pdf = file("Annual plan", "plan.pdf", b"%PDF-1.4 plan")
        self.film = file("A day in the workshop", "day.mp4")
        self.captions = file("Captions", "day.vtt", b"WEBVTT\n")
        self.country = snippet(Place, "Türkiye", kind="country", latitude=39.0, longitude=35.0)
        self.cities = [
            snippet(Place, name, parent=self.country, latitude=north, longitude=east)
            for name, north, east in [("Bursa", 40.2, 29.1), ("Ankara", 39.9, 32.9)]
        ]
        self.elsewhere = snippet(Place, "Nowhere in particular", kind="region")
        self.ministry = snippet(Organisation, "Ministry of Labour", short_name="MoL")
        self.donor = snippet(
            Organisation,
            "The donor",
            logo=self.image,
            website="https://donor.example/",
            parent=self.ministry,
        )
        self.field = snippet(VocationalField, "Welding")
        self.person = snippet(
            Person,
            "Ada Example",
            job_title="Adviser",
            organisation=self.donor,
            email="ada@example.org",
            phone="+90 (224) 555 01",
            website="https://ada.example/",
        )
        snippet(
            GlossaryTerm,
            "Work-based learning",
            abbreviation="WBL",
            definition="Learning by doing real work.",
            synonyms="learning at work",
        )
        snippet(GlossaryTerm, "Apprenticeship", definition="Training at a company and a school.")
        snippet(GlossaryTerm, "Competence", definition="What somebody can do.")


def body(shared, page=None):
    """A block of each kind."""
    return [
        ("paragraph", "<p>An apprenticeship is <b>work-based learning</b>.</p>"),
        ("heading", {"text": "Words", "level": "h2"}),
        ("paragraph", "<p>Competence counts.</p><ul><li>One</li><li>Two</li></ul>"),
        ("quote", {"text": "Skills matter.", "attribution": "A teacher"}),
        ("document", {"document": shared.pdf, "caption": "The plan of the year"}),
        (
            "table",
            {
                "caption": "Provinces",
                "columns": [
                    {"type": "text", "heading": "Province"},
                    {"type": "number", "heading": "Schools"},
                ],
                "rows": [{"values": ["Bursa", 3]}, {"values": ["Konya", 4]}],
            },
        ),
        ("heading", {"text": "Pictures and steps", "level": "h2"}),
        ("figure", figure(shared)),
        (
            "timeline",
            {"entries": [{"when": "March 2021", "title": "Start", "text": "With 15 centres."}]},
        ),
        ("partners", {"organisations": [shared.donor, shared.ministry]}),
        (
            "call_to_action",
            {"text": "Do you want to join?", "label": "Tell us", "page": page, "document": None}
            | ({"url": ""} if page else {"url": "https://elsewhere.example/"}),
        ),
        ("heading", {"text": "Questions", "level": "h3"}),
        (
            "faq",
            {
                "questions": [
                    {"question": "Who may apply?", "answer": "<p>Every teacher may apply.</p>"},
                    {"question": "Words", "answer": "<p>Named like a heading.</p>"},
                ]
            },
        ),
        ("map", {"caption": "Two cities", "places": [*shared.cities, shared.elsewhere]}),
        (
            "video",
            {
                "title": "A day in the workshop",
                "document": shared.film,
                "captions": shared.captions,
                "url": "",
                "transcript": "A teacher shows a lathe.",
            },
        ),
        (
            "video",
            {
                "title": "A talk",
                "document": None,
                "captions": None,
                "url": "https://films.example/talk",
                "transcript": "",
            },
        ),
    ]


def figure(shared, **values):
    """A figure whose picture is described."""
    shown = get_image_model().objects.get(pk=shared.image.pk)
    shown.contextual_alt_text, shown.decorative = "A lathe and two students", False
    return {"image": shown, "caption": "In the workshop", "credit": "", **values}


def kinds(shared):
    """A page of each kind, not saved yet, by the kind's name."""
    programme = ProgrammePage(
        title="Better schools",
        code="BS-1",
        status="running",
        start_date=day(2021, 3, 1),
        end_date=day(2030, 3, 1),
        purpose="<p>The programme spreads work-based learning.</p>",
        components=[("component", {"title": "Teachers", "text": "Teachers learn at companies."})],
        results=[
            ("result", {"value": "15", "label": "centres set up", "text": "In 15 provinces."}),
            ("result", {"value": "", "label": "A directive", "text": ""}),
        ],
    )
    centre = CentrePage(
        title="River centre",
        kind="unevoc",
        appointed_on=day(2013, 10, 1),
        address="1 River Road\nBursa",
        trainings=[
            (
                "training",
                {
                    "title": "Welding",
                    "mode": "on_the_job",
                    "duration": "6 weeks",
                    "text": "For teachers.",
                },
            )
        ],
    )
    publication = PublicationPage(
        title="The plan",
        publication_type="research",
        year=2027,
        authors="Ada Example",
        licence="cc-by-sa-4.0",
        abstract="<p>On apprenticeship in two cities.</p>",
    )
    publication.files = [
        PublicationFile(language="en", document=shared.pdf),
        PublicationFile(language="tr", external_url="https://publisher.example/plan"),
    ]
    event = EventPage(
        title="Workshop",
        start_date=day(2024, 8, 18),
        end_date=day(2024, 8, 24),
        start_time=datetime.time(9),
        end_time=datetime.time(17, 30),
        venue="Hall 1",
        online_url="https://meet.example/room",
        participants="28 representatives",
        sessions=[
            ("session", session("Opening", day(2024, 8, 18), 9, 10)),
            ("session", session("Visits", day(2024, 8, 18), 14, 17)),
            ("session", session("Closing", day(2024, 8, 24), 9, 10)),
        ],
        outcomes="<p>Competence grew.</p>",
        gallery=[("figure", figure(shared))],
    )
    news = NewsPage(
        title="It starts",
        date=day(2024, 9, 3),
        origin="unesco",
        source_name="UNESCO",
        source_url="https://unesco.example/",
    )
    return {
        "standard": StandardPage(title="About us"),
        "programme": programme,
        "centre": centre,
        "publication": publication,
        "event": event,
        "news": news,
        "plan": ActionPlanPage(title="Plan of 2027", year=2027, activities=activities()),
        "programmes": ProgrammeFinderPage(title="Programmes"),
        "library": PublicationLibraryPage(title="Library"),
        "calendar": EventCalendarPage(title="Calendar"),
        "glossary": GlossaryPage(title="Glossary"),
        "empty": IndexPage(title="Nothing yet"),
    }


def session(title, when, start, end):
    """A session of an event."""
    return {
        "title": title,
        "date": when,
        "start_time": datetime.time(start),
        "end_time": datetime.time(end),
        "place": "Hall 2",
        "text": "With all participants.",
    }


def activities():
    """Activities of an action plan, in different states."""
    return [
        (
            "activity",
            {
                "activity": f"Activity {number}",
                "owner": "The adviser",
                "quarter": f"q{number}",
                "status": status,
                "outcome": "It went well." if status == "done" else "",
            },
        )
        for number, status in enumerate(["done", "running", "planned", "postponed"], start=1)
    ]


def named(shared, related):
    """Relations of each kind, as attributes of a page."""
    return {
        "field_links": [PageField(field=shared.field)],
        "place_links": [
            *(PagePlace(place=city) for city in shared.cities),
            PagePlace(place=shared.country, role="participants"),
        ],
        "organisation_links": [
            PageOrganisation(organisation=shared.donor, role="donor"),
            PageOrganisation(organisation=shared.ministry, role="donor"),
        ],
        "person_links": [
            PagePerson(person=shared.person),
            PagePerson(person=shared.person, role="speaker"),
        ],
        "relation_links": [PageRelation(related=related, kind="related")],
    }


def build(home, shared=None):
    """A live page of each kind below the home page, by the kind's name, with all they can hold."""
    shared = shared or Shared()
    index = publish(home, IndexPage(title="Everything", introduction="All kinds of pages."))
    made = {"home": home, "index": index}
    for kind, page in kinds(shared).items():
        page.introduction = f"In short: {page.title}."
        if kind != "empty":
            page.body = body(shared, page=made["index"])
        if page.page_kind.is_detail:
            for name, rows in named(shared, made["standard"]).items():
                setattr(page, name, rows)
        made[kind] = publish(index, page)
    return made
