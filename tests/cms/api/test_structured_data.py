"""The facts of a page for search engines, as JSON-LD in its head."""

import datetime
import json
import re

import pytest
from wagtail.models import Locale

from cms.models import (
    ActionPlanPage,
    GlossaryPage,
    GlossaryTerm,
    Organisation,
    PageField,
    PageOrganisation,
    PagePerson,
    PagePlace,
    Person,
    Place,
    PublicationFile,
    VocationalField,
)
from tests.cms.api.conftest import set_body
from tests.cms.conftest import publish, snippet

pytestmark = pytest.mark.site


@pytest.fixture
def facts(client):
    """A function that gives the nodes of a page's JSON-LD by their type."""

    def facts(page):
        html = client.get(page.get_url_parts()[2]).content.decode()
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
        assert len(scripts) == 1
        data = json.loads(scripts[0])
        assert data["@context"] == "https://schema.org"
        nodes = {}
        for node in data["@graph"]:
            kind = node["@type"]
            nodes[kind if isinstance(kind, str) else kind[0]] = node
        return nodes

    return facts


def name_everything(page, **fields):
    page.field_links = [PageField(field=snippet(VocationalField, "Welding", code="0715"))]
    country = snippet(Place, "Türkiye", kind="country", code="TR")
    city = snippet(Place, "Bursa", latitude=40.2, longitude=29.1, parent=country)
    page.place_links = [PagePlace(place=city), PagePlace(place=country)]
    page.organisation_links = [
        PageOrganisation(organisation=snippet(Organisation, f"The {role}"), role=role)
        for role in ("operating_body", "donor", "host", "organiser", "supporter", "publisher")
    ]
    person = snippet(Person, "Ada Usta", email="ada@example.org")
    page.person_links = [
        PagePerson(person=person, role=role) for role in ("contact", "author", "speaker")
    ]
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def test_a_programme_names_who_runs_and_who_pays_it(facts, pages):
    node = facts(name_everything(pages["programme"]))["EducationalOccupationalProgram"]
    assert node["identifier"] == "BS-1"
    assert node["startDate"] == "2021-03-01"
    assert [item["name"] for item in node["provider"]] == ["The operating_body"]
    assert [item["name"] for item in node["funder"]] == ["The donor"]
    assert node["occupationalCategory"] == ["Welding"]
    assert node["areaServed"][0]["geo"]["latitude"] == 40.2


def test_a_centre_is_an_educational_organisation_with_an_address(facts, pages):
    training = {"title": "Arc welding", "mode": "on_the_job", "text": ""}
    page = name_everything(
        pages["centre"], address="7 Ferry Road\n12345", trainings=[("training", training)]
    )
    node = facts(page)["EducationalOrganization"]
    assert node["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "7 Ferry Road, 12345",
        "addressLocality": "Bursa",
        "addressCountry": "TR",
    }
    assert node["parentOrganization"][0]["name"] == "The host"
    assert node["makesOffer"][0]["itemOffered"]["name"] == "Arc welding"
    assert node["contactPoint"][0]["email"] == "ada@example.org"


def test_a_publication_names_its_files_but_not_the_closed_ones(
    facts, pages, document, make_document, closed_collection
):
    page = pages["publication"]
    page.files.add(PublicationFile(language="fr", document=make_document("x", closed_collection)))
    page.files.add(PublicationFile(language="ar", external_url="https://example.org/ar"))
    page = name_everything(
        page, publication_type="research", licence="cc-by-4.0", abstract="<p>On <b>steel</b>.</p>"
    )
    node = facts(page)["ScholarlyArticle"]
    assert node["datePublished"] == "2027"
    assert node["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert node["abstract"] == "On steel ."
    assert node["author"][0]["name"] == "Ada Usta"
    assert [file.get("contentUrl") for file in node["encoding"]] == [
        f"http://localhost{document.url}",
        None,
    ]
    assert node["encoding"][1]["inLanguage"] == "ar"


def test_an_event_has_times_in_the_sites_zone_and_sessions(facts, pages, settings):
    settings.TIME_ZONE = "Europe/Istanbul"
    session = {"title": "Opening", "start_time": datetime.time(9, 30), "end_time": None}
    page = name_everything(
        pages["event"],
        start_time=datetime.time(9),
        end_time=datetime.time(17),
        venue="Main hall",
        online_url="https://example.org/live",
        sessions=[("session", session)],
    )
    node = facts(page)["Event"]
    assert (node["startDate"], node["endDate"]) == (
        "2024-08-18T09:00+03:00",
        "2024-08-24T17:00+03:00",
    )
    assert node["eventStatus"] == "https://schema.org/EventScheduled"
    assert node["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert node["location"][0]["name"] == "Main hall"
    assert node["location"][1]["@type"] == "VirtualLocation"
    assert node["organizer"][0]["name"] == "The organiser"
    assert node["subEvent"][0]["startDate"] == "2024-08-18T09:30+03:00"


def test_news_names_its_source(facts, pages):
    node = facts(pages["news"])["NewsArticle"]
    assert node["datePublished"] == "2024-09-03"
    assert node["isBasedOn"]["publisher"]["name"] == "UNESCO"
    assert node["publisher"]["@id"].endswith("#organization")


def test_an_action_plan_is_a_document_and_a_glossary_a_set_of_terms(facts, home):
    plan = publish(home, ActionPlanPage(title="Plan", year=2027))
    node = facts(plan)["DigitalDocument"]
    assert node["temporalCoverage"] == "2027"
    assert node["encoding"][0]["contentUrl"] == f"{plan.full_url}plan.pdf"

    snippet(GlossaryTerm, "apprentice", abbreviation="A", definition="Learns at work.")
    node = facts(publish(home, GlossaryPage(title="Terms")))["DefinedTermSet"]
    assert node["hasDefinedTerm"] == [
        {
            "@type": "DefinedTerm",
            "name": "apprentice",
            "termCode": "A",
            "description": "Learns at work.",
        }
    ]


def test_the_front_page_says_how_to_search_and_others_where_they_are(facts, pages):
    home = facts(pages["home"])
    action = home["WebSite"]["potentialAction"]
    assert action["target"]["urlTemplate"].endswith("/en/search/?q={search_term_string}")
    assert "BreadcrumbList" not in home
    steps = facts(pages["news"])["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["The hub", "Programmes", "It starts"]
    assert steps[1]["item"] == pages["index"].full_url


def test_questions_of_a_page_are_named(facts, pages):
    question = {"question": "Who may come?", "answer": "<p>All <b>of you</b>.</p>"}
    set_body(pages["standard"], ("faq", {"questions": [question]}))
    node = facts(pages["standard"])["FAQPage"]
    assert node["mainEntity"][0]["name"] == "Who may come?"
    assert node["mainEntity"][0]["acceptedAnswer"]["text"].startswith("All of you")


def test_a_translation_names_its_original(facts, pages, translate):
    turkish = translate(pages["standard"], "tr")
    node = facts(turkish)["WebPage"]
    assert node["inLanguage"] == "tr"
    assert node["translationOfWork"] == {"@id": pages["standard"].full_url}
    original = facts(pages["standard"])["WebPage"]
    assert original["workTranslation"] == [{"@id": turkish.full_url, "inLanguage": "tr"}]


def test_a_stand_in_for_a_translation_repeats_no_facts(client, pages, translate):
    index = translate(pages["news"], "tr").get_parent()
    assert index.alias_of_id
    html = client.get(index.get_url_parts()[2]).content.decode()
    assert "application/ld+json" not in html
    assert f'<link rel="canonical" href="{pages["index"].full_url}">' in html


def test_no_text_ends_the_script(client, facts, pages):
    trick = "</script><script>alert(1)</script><!-- & \u2028"
    set_body(pages["news"], title=trick, introduction=trick, source_name=trick)
    assert facts(pages["news"])["NewsArticle"]["name"] == trick
    html = client.get(pages["news"].get_url_parts()[2]).content.decode()
    assert "<script>alert(1)" not in html


def test_names_are_in_the_language_of_the_page(facts, pages, translate):
    page = name_everything(pages["programme"])
    locale, _ = Locale.objects.get_or_create(language_code="tr")
    copy = page.field_links.first().field.copy_for_translation(locale)
    copy.name = "Kaynakçılık"
    copy.save()
    node = facts(translate(page, "tr"))["EducationalOccupationalProgram"]
    assert node["occupationalCategory"] == ["Kaynakçılık"]
