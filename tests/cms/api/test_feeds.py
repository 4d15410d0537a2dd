"""Atom feeds, calendars, the site map, robots.txt and llms.txt."""

import datetime
import uuid
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from wagtail.models import Page

from cms.models import EventPage, PagePlace, Place
from tests.cms.api.conftest import restrict, set_body
from tests.cms.conftest import publish, snippet

pytestmark = pytest.mark.site

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def entries(client, address="/en/feeds/news/"):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314


def test_a_feed_has_the_pages_of_its_kind_with_summaries(client, pages):
    (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}title") == "It starts"
    assert entry.findtext(f"{ATOM}summary") == "In short: It starts."
    assert entry.find(f"{ATOM}link").get("href") == pages["news"].full_url
    assert entry.findtext(f"{ATOM}updated").startswith("20")
    titles = {item.findtext(f"{ATOM}title") for item in entries(client, "/en/feeds/all/")}
    assert titles == {"It starts", "Workshop", "The plan", "River centre", "Better schools"}


def test_an_entry_keeps_its_id_when_its_page_is_moved_or_changed(client, pages, home):
    before = entries(client)[0].findtext(f"{ATOM}id")
    pages["news"].move(Page.objects.get(pk=home.pk), pos="last-child")
    set_body(pages["news"].__class__.objects.get(), title="Other words", slug="other")
    (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}id") == before
    assert entry.findtext(f"{ATOM}title") == "Other words"


def test_a_feed_is_of_one_language_without_stand_ins(client, pages, translate):
    assert entries(client, "/tr/feeds/news/") == []
    turkish = translate(pages["news"], "tr")
    (entry,) = entries(client, "/tr/feeds/news/")
    assert entry.find(f"{ATOM}link").get("href") == turkish.full_url
    assert len(entries(client)) == 1


def test_a_feed_leaves_out_what_is_not_public(client, pages):
    restrict(pages["news"])
    pages["event"].unpublish()
    assert entries(client) == []
    assert entries(client, "/en/feeds/events/") == []


def test_texts_of_a_feed_are_escaped(client, pages):
    set_body(pages["news"], title="A <b> & \x08", introduction="<script>alert(1)</script>")
    (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}title") == "A <b> & "
    assert entry.findtext(f"{ATOM}summary") == "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize(
    "address",
    ["/en/feeds/nonsense/", "/xx/feeds/news/", "/xx/events.ics", "/ics/99999/", "/xx/llms.txt"],
)
def test_what_there_is_no_feed_of_is_not_found(client, pages, address):
    assert client.get(address).status_code == 404


def calendar(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    lines = response.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    return Calendar.from_ical(response.content)


def test_an_event_of_several_days_ends_on_the_day_after(client, pages):
    found = calendar(client, f"/ics/{pages['event'].pk}/")
    (event,) = found.events
    assert event.decoded("dtstart") == datetime.date(2024, 8, 18)
    assert event.decoded("dtend") == datetime.date(2024, 8, 25)
    assert event["uid"] == str(uuid.uuid5(pages["event"].translation_key, "en"))
    assert event["location"] == "Beijing"
    assert event["url"] == pages["event"].full_url


def test_an_event_with_times_is_in_the_sites_zone(client, pages, settings):
    settings.TIME_ZONE = "Europe/Istanbul"
    session = {"title": "Opening", "start_time": datetime.time(9, 30), "place": "Hall; 2, left"}
    set_body(
        pages["event"],
        start_time=datetime.time(9),
        end_date=None,
        end_time=datetime.time(17),
        sessions=[("session", session)],
    )
    address = f"/ics/{pages['event'].pk}/"
    found = calendar(client, address)
    (event,) = found.events
    assert event.decoded("dtstart").utcoffset() == datetime.timedelta(hours=3)
    assert event["dtstart"].params["TZID"] == "Europe/Istanbul"
    assert [zone["tzid"] for zone in found.timezones] == ["Europe/Istanbul"]
    whole, opening = calendar(client, f"{address}?sessions=1").events
    assert opening["summary"] == "Opening (Workshop)"
    assert opening["location"].startswith("Hall; 2, left")
    assert opening["uid"] != whole["uid"]
    assert "DTEND" not in opening


def test_long_and_tricky_texts_are_folded_and_escaped(client, pages):
    words = "Çok uzun; bir, başlık\\n " * 12
    set_body(pages["event"], title=words.strip()[:250], introduction="One\r\nBEGIN:VALARM")
    (event,) = calendar(client, f"/ics/{pages['event'].pk}/").events
    assert event["summary"] == words.strip()[:250]
    assert event["description"].startswith("One\nBEGIN:VALARM")
    assert event.subcomponents == []


def test_the_calendar_of_a_language_has_its_public_events(
    client, pages, translate, django_assert_max_num_queries
):
    soon = datetime.date.today() + datetime.timedelta(days=9)
    made = []
    for number in range(5):
        event = EventPage(title=f"Soon {number}", start_date=soon)
        event.place_links = [PagePlace(place=snippet(Place, f"Place {number}"))]
        made.append(publish(pages["index"], event))
    restrict(made[4])
    turkish = translate(made[0], "tr")
    client.get("/en/events.ics")
    with django_assert_max_num_queries(10):
        events = calendar(client, "/en/events.ics").events
    assert [event["summary"] for event in events] == [f"Soon {number}" for number in range(4)]
    (event,) = calendar(client, "/tr/events.ics").events
    assert event["url"] == turkish.full_url


def test_a_private_event_has_no_file(client, pages):
    restrict(pages["event"])
    assert client.get(f"/ics/{pages['event'].pk}/").status_code == 404


def test_the_site_map_names_all_languages_of_a_page(
    client, pages, translate, django_assert_max_num_queries
):
    turkish = translate(pages["news"], "tr")
    restrict(pages["event"])
    client.get("/sitemap.xml")
    with django_assert_max_num_queries(8):
        content = client.get("/sitemap.xml").content
    urls = ElementTree.fromstring(content).findall(f"{MAP}url")  # noqa: S314
    found = {url.findtext(f"{MAP}loc").replace("testserver", "localhost"): url for url in urls}
    assert pages["event"].full_url not in found
    assert turkish.get_parent().full_url not in found  # stands in for a missing translation
    links = found[turkish.full_url].findall(f"{XHTML}link")
    assert [link.get("hreflang") for link in links] == ["en", "tr", "x-default"]
    assert found[pages["programme"].full_url].findall(f"{XHTML}link") == []


def test_robots_are_shown_the_site_map_and_kept_from_search(client, pages):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    for address in ("/admin/", "/en/search/", "/ar/search/"):
        assert f"Disallow: {address}\n" in text
    assert "Disallow: /\n" not in text


def test_language_models_are_told_what_is_where(client, pages, translate):
    translate(pages["home"], "tr")
    set_body(pages["index"], title="All [our] programmes")
    pages["home"].introduction = "Training\nby the river."
    pages["home"].save_revision().publish()
    response = client.get("/llms.txt")
    text = response.content.decode()
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.startswith("# TVET Hub\n\n> Training by the river.\n")
    assert rf"[All \[our\] programmes]({pages['index'].full_url}): What we do." in text
    assert "(http://testserver/api/v2/pages/?locale=en)" in text
    assert "(http://testserver/assistant/api/v1/docs)" in text
    assert "(http://testserver/tr/llms.txt)" in text
    assert client.get("/tr/llms.txt").content.decode().startswith("# TVET Hub")

    restrict(pages["index"])
    assert "programmes" not in client.get("/llms.txt").content.decode().split("##")[1]
