import datetime

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale, PageViewRestriction

from cms.models import (
    ActionPlanPage,
    Organisation,
    PageField,
    PageOrganisation,
    PagePlace,
    Place,
    ProgrammeFinderPage,
    ProgrammePage,
    PublicationFile,
    PublicationLibraryPage,
    PublicationPage,
    VocationalField,
)
from tests.cms.conftest import make_home, publish, snippet

pytestmark = pytest.mark.site

DAY = datetime.date


def soup(client, url, query="", status=200):
    response = client.get(f"{url}{query}")
    assert response.status_code == status, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def titles(page):
    return [link.text for link in page.select(".finder__results .card__title a")]


def offered(page, name):
    return {
        box["value"]: int(page.select_one(f"label[for={box['id']}] .facet__count").text)
        for box in page.select(f"input[name={name}]")
    }


@pytest.fixture
def world(db, begun):
    """Fields, places in places, an organisation with a part."""
    _, site = begun
    return site.pages() if site and "welding" in site.pages() else make_world()


def make_world():
    """Build it."""
    english, _ = Locale.objects.get_or_create(language_code="en")
    turkiye = Place.objects.create(name="Türkiye", slug="turkiye", kind="country", locale=english)
    ministry = snippet(Organisation, "Ministry")
    return {
        "welding": snippet(VocationalField, "Welding"),
        "building": snippet(VocationalField, "Building"),
        "turkiye": turkiye,
        "bursa": snippet(Place, "Bursa", kind="province", parent=turkiye),
        "beijing": snippet(Place, "Beijing"),
        "ministry": ministry,
        "directorate": snippet(Organisation, "Directorate", parent=ministry),
    }


@pytest.fixture
def finder(home, world, begun):
    """A programme finder with four programmes."""
    _, site = begun
    return site.pages()["finder"] if site else make_finder(home, world)


def make_finder(home, world):
    """Build it."""
    finder = publish(home, ProgrammeFinderPage(title="Programmes"))

    def programme(title, fields=(), places=(), organisations=(), **values):
        page = ProgrammePage(title=title, introduction=f"About {title}.", **values)
        page.field_links = [PageField(field=world[name]) for name in fields]
        page.place_links = [PagePlace(place=world[name]) for name in places]
        page.organisation_links = [
            PageOrganisation(organisation=world[name], role="donor") for name in organisations
        ]
        return publish(finder, page)

    programme(
        "Better schools",
        ["welding"],
        ["bursa"],
        ["directorate"],
        status="completed",
        start_date=DAY(2019, 3, 1),
        end_date=DAY(2021, 5, 1),
    )
    programme("New centres", ["welding", "building"], ["turkiye"], start_date=DAY(2026, 1, 1))
    programme("Harbour", ["building"], ["beijing"], ["ministry"], status="planned")
    programme("Plain")
    return finder


def make_site():
    """Build a site with both."""
    home, world = make_home(), make_world()
    return {"home": home, **world, "finder": make_finder(home, world)}


SITES = {"finder": make_site}


def test_the_finder_lists_all_programmes_and_counts_what_each_choice_would_leave(client, finder):
    page = soup(client, finder.url)
    assert titles(page) == ["New centres", "Plain", "Harbour", "Better schools"]
    assert page.select_one("[data-finder-count]").text == "4 results"
    assert offered(page, "field") == {"building": 2, "welding": 2}
    assert offered(page, "place") == {"beijing": 1, "turkiye": 2, "bursa": 1}
    assert offered(page, "status") == {"planned": 1, "running": 2, "completed": 1}
    assert offered(page, "organisation") == {"ministry": 2, "directorate": 1}


def test_a_country_has_the_programmes_of_its_provinces(client, finder):
    assert titles(soup(client, finder.url, "?place=turkiye")) == ["New centres", "Better schools"]
    assert titles(soup(client, finder.url, "?place=bursa")) == ["Better schools"]


def test_an_organisation_has_the_programmes_of_its_parts(client, finder):
    assert titles(soup(client, finder.url, "?organisation=ministry")) == [
        "Harbour",
        "Better schools",
    ]


def test_a_programme_is_found_by_each_year_it_runs_in(client, finder):
    for year in (2019, 2020, 2021):
        assert titles(soup(client, finder.url, f"?year={year}")) == ["Better schools"]


def test_chosen_filters_are_chips_that_can_be_taken_away_and_counts_follow(client, finder):
    page = soup(client, finder.url, "?field=welding&place=turkiye&field=building")
    assert titles(page) == ["New centres", "Better schools"]
    assert offered(page, "status") == {"running": 1, "completed": 1}
    chips = {chip.select("span")[1].text: chip["href"] for chip in page.select(".chip")}
    assert set(chips) == {"Welding", "Building", "Türkiye"}
    assert chips["Türkiye"] == "?field=building&field=welding"
    assert {box["value"] for box in page.select("input[name=field][checked]")} == {
        "welding",
        "building",
    }


def test_words_are_looked_for_in_titles_and_introductions(client, finder):
    assert titles(soup(client, finder.url, "?q=HARBOUR")) == ["Harbour"]
    page = soup(client, finder.url, "?q=nowhere")
    assert titles(page) == []
    assert "Nothing matches all of this." in page.text
    assert page.select_one('.empty a[href="/en/search/?q=nowhere"]')


def test_what_does_not_exist_is_left_out_and_said(client, finder):
    page = soup(client, finder.url, "?field=magic&colour=red&page=x")
    assert len(titles(page)) == 4
    alert = page.select_one('[role="alert"]').text
    assert "“magic”" in alert
    assert "“colour”" in alert
    assert "“x” is not a page number" in alert


def test_a_script_in_an_address_is_text(client, finder):
    script = "<script>alert(1)</script>"
    response = client.get(finder.url, {"q": script, "field": script, script: script})
    html = response.content.decode()
    assert response.status_code == 200
    assert script not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_page_beyond_the_last_is_not_found_and_leads_to_the_last(client, finder):
    page = soup(client, finder.url, "?field=welding&page=10000", status=404)
    assert "There is no page 10000: this list has 1 page." in page.select_one("[role=alert]").text
    assert page.select_one("[role=alert] a")["href"] == "?field=welding"
    assert titles(page) == []


def test_only_the_whole_list_is_for_search_engines(client, finder):
    def head(query):
        page = soup(client, finder.url, query)
        robots = page.select_one("meta[name=robots]")
        return robots and robots["content"], page.select_one("link[rel=canonical]")["href"]

    address = finder.get_full_url()
    assert head("") == (None, address)
    assert head("?utm_source=x") == (None, address)
    assert head("?field=welding&junk=1") == ("noindex, follow", address)


def test_a_list_has_pages_with_addresses_that_keep_the_filters(client, finder, world):
    for number in range(30):
        page = ProgrammePage(title=f"Number {number:02}", start_date=DAY(2020, 1, 1))
        page.field_links = [PageField(field=world["welding"])]
        publish(finder, page)
    first = soup(client, finder.url, "?field=welding")
    assert len(titles(first)) == 24
    assert not first.select("a[rel=prev]")
    assert first.select_one("a[rel=next]")["href"] == "?field=welding&page=2"
    assert first.select_one("link[rel=next]")["href"] == "?field=welding&page=2"
    second = soup(client, finder.url, "?field=welding&page=2")
    assert len(titles(second)) == 8
    assert second.select_one("a[rel=prev]")["href"] == "?field=welding"


def test_drafts_and_private_programmes_are_neither_listed_nor_counted(client, finder, world):
    page = ProgrammePage.objects.get(title="Better schools")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    ProgrammePage.objects.get(title="Harbour").unpublish()
    found = soup(client, finder.url)
    assert titles(found) == ["New centres", "Plain"]
    assert offered(found, "place") == {"turkiye": 1}
    assert "Better schools" not in found.text


def test_readers_of_another_language_get_translations_and_else_the_originals_marked(
    client, finder, translate
):
    locale, _ = Locale.objects.get_or_create(language_code="tr")
    translate(finder, "tr")
    original = ProgrammePage.objects.get(title="Better schools")
    translated = translate(original, "tr")
    field = VocationalField.objects.get(slug="welding")
    VocationalField.objects.create(
        name="Kaynakçılık", slug="welding", locale=locale, translation_key=field.translation_key
    )
    page = soup(client, finder.get_translation(locale).url)
    assert sorted(titles(page)) == ["Better schools [tr]", "Harbour", "New centres", "Plain"]
    marks = {
        card.select_one(".card__title").text: card.select_one(".card__language")
        for card in page.select(".card")
    }
    assert marks["Better schools [tr]"] is None
    assert marks["Plain"].text.strip() == "English"
    names = {
        label.select_one("span").text: label.select_one("span")
        for label in page.select(".facet label")
    }
    assert not names["Kaynakçılık"].has_attr("lang")
    assert names["Building"]["lang"] == "en"
    assert offered(page, "field")["welding"] == 2
    translated.unpublish()
    assert "Better schools" in titles(soup(client, finder.get_translation(locale).url))


@pytest.fixture
def library(home, world, document):
    """A library with two publications and a plan."""
    library = publish(home, PublicationLibraryPage(title="Library"))
    report = PublicationPage(title="A report", year=2024, publication_type="report")
    report.files = [
        PublicationFile(language="en", document=document),
        PublicationFile(language="fr", external_url="https://example.org/fr"),
    ]
    paper = PublicationPage(title="A paper", year=2022, publication_type="research")
    paper.files = [PublicationFile(language="ar", document=document)]
    paper.organisation_links = [
        PageOrganisation(organisation=world["directorate"], role="publisher")
    ]
    for page in (report, paper, ActionPlanPage(title="Plan 2026", year=2026)):
        publish(library, page)
    return library


def test_the_library_lists_plans_with_publications(client, library):
    page = soup(client, library.url)
    assert titles(page) == ["Plan 2026", "A report", "A paper"]
    assert offered(page, "type") == {"research": 1, "report": 1, "action_plan": 1}
    assert titles(soup(client, library.url, "?type=action_plan")) == ["Plan 2026"]
    assert titles(soup(client, library.url, "?type=action_plan&type=research")) == [
        "Plan 2026",
        "A paper",
    ]


def test_publications_are_found_by_the_language_of_their_files(client, library):
    assert offered(soup(client, library.url), "language") == {"en": 2, "fr": 1, "ar": 1}
    assert titles(soup(client, library.url, "?language=fr")) == ["A report"]
    assert titles(soup(client, library.url, "?language=ar&organisation=ministry")) == ["A paper"]
    assert titles(soup(client, library.url, "?year=2022&year=2026")) == ["Plan 2026", "A paper"]


def test_an_empty_finder_says_where_to_begin(client, home):
    finder = publish(home, ProgrammeFinderPage(title="Programmes"))
    page = soup(client, finder.url)
    assert "Nothing has been published here yet." in page.text
    assert not page.select("fieldset")
