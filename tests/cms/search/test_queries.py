"""How many questions a page asks the database, on a site with some of everything."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from cms.models import (
    ActionPlanPage,
    CentrePage,
    EventCalendarPage,
    EventPage,
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
from tests.cms.conftest import BODY, make_document, make_home, publish, snippet, translate_page

pytestmark = pytest.mark.site

MOST = 25
#: A page on one thing in another language than its original asks also whether it is up to date.
MOST_OF_A_TRANSLATION = 28
EACH = 6


@pytest.fixture
def site(home, begun, settings, tmp_path):
    """Six of each kind with all their relations, a private page, and the lists in Turkish."""
    settings.MEDIA_ROOT = tmp_path
    _, built = begun
    return built.pages() if built else make_site(home)


def make_site(home):
    """Build it."""
    document = make_document()
    tr, _ = Locale.objects.get_or_create(language_code="tr")
    country = snippet(Place, "Country", kind="country")
    city = snippet(Place, "City", parent=country)
    ministry = snippet(Organisation, "Ministry")
    office = snippet(Organisation, "Office", parent=ministry)
    person = snippet(Person, "Somebody", organisation=office)
    field = snippet(VocationalField, "Welding")
    for item in (country, city, ministry, field):
        translated = item.copy_for_translation(tr)
        translated.save()
    found = {
        "home": home,
        "news": publish(home, IndexPage(title="News")),
        "finder": publish(home, ProgrammeFinderPage(title="Programmes")),
        "library": publish(home, PublicationLibraryPage(title="Library")),
        "calendar": publish(home, EventCalendarPage(title="Events")),
    }
    staff = publish(home, StandardPage(title="Staff"))
    PageViewRestriction.objects.create(page=staff, restriction_type="password", password="x")

    def full(parent, page):
        page.introduction = f"About {page.title}."
        page.body = BODY
        page.field_links = [PageField(field=field)]
        page.place_links = [PagePlace(place=city)]
        page.organisation_links = [
            PageOrganisation(organisation=office, role="donor"),
            PageOrganisation(organisation=ministry, role="beneficiary"),
        ]
        page.person_links = [PagePerson(person=person)]
        return publish(parent, page)

    today = datetime.date.today()
    for number in range(EACH):
        programme = full(
            found["finder"],
            ProgrammePage(title=f"Programme {number}", start_date=datetime.date(2020, 1, 1)),
        )
        centre = full(programme, CentrePage(title=f"Centre {number}"))
        publication = PublicationPage(title=f"Publication {number}", year=2020 + number)
        publication.files = [PublicationFile(language="en", document=document)]
        full(found["library"], publication)
        full(found["library"], ActionPlanPage(title=f"Plan {number}", year=2020 + number))
        full(found["calendar"], EventPage(title=f"Event {number}", start_date=today))
        full(found["news"], NewsPage(title=f"News {number}"))
        programme.relation_links = [
            PageRelation(related=centre, kind="centre"),
            PageRelation(related=publication, kind="legal"),
        ]
        programme.save_revision().publish()
        found["programme"], found["publication"] = programme, publication
    for name in ("finder", "library", "programme"):
        translate_page(found[name], "tr")
    return found


SITES = {"site": lambda: make_site(make_home())}


def queries(client, url):
    """Those of a second visit: the first fills what the process keeps."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return [query["sql"] for query in captured.captured_queries]


ADDRESSES = {
    "the home page": "/en/",
    "the home page in another language": "/tr/",
    "the programme finder": "/en/programmes/",
    "the programme finder with filters": "/en/programmes/?field=welding&place=country&year=2020",
    "the programme finder in another language": "/tr/programmes/",
    "the library": "/en/library/",
    "the library in another language": "/tr/library/",
    "the calendar": "/en/events/",
    "a month of the calendar": f"/en/events/?month={datetime.date.today():%Y-%m}",
    "a programme": "/en/programmes/programme-5/",
    "a programme in another language": "/tr/programmes/programme-5/",
    "a publication": "/en/library/publication-5/",
    "the empty search page": "/en/search/",
}


TRANSLATIONS = {"a programme in another language"}


def test_no_page_asks_more_than_its_share_of_questions(client, site):
    asked = {name: queries(client, url) for name, url in ADDRESSES.items()}
    too_many = {
        f"{name}: {len(found)}": [sql[:300] for sql in found]
        for name, found in asked.items()
        if len(found) > (MOST_OF_A_TRANSLATION if name in TRANSLATIONS else MOST)
    }
    assert not too_many, "\n".join(f"{k}\n  " + "\n  ".join(v) for k, v in too_many.items())


def test_a_longer_list_asks_no_more_questions(client, site):
    before = len(queries(client, "/en/programmes/"))
    for number in range(15):
        page = ProgrammePage(title=f"More {number}")
        page.field_links = [
            PageField(field=VocationalField.objects.get(slug="welding", locale__language_code="en"))
        ]
        publish(site["finder"], page)
    assert len(queries(client, "/en/programmes/")) == before
