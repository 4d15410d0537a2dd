"""The calendar page as it is asked for: what is coming, what is past, and months."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from cms.models import EventCalendarPage, EventPage, PagePlace, Place
from tests.cms.conftest import make_home, publish, snippet

pytestmark = pytest.mark.site

DAY = datetime.date


def soup(client, url, query="", status=200):
    response = client.get(f"{url}{query}")
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def titles(page):
    return [link.text for link in page.select(".finder__results .card__title a")]


def tabs(page):
    return {tab.next_element.strip(): tab["href"] for tab in page.select(".tabs a")}


def current(page):
    [tab] = page.select(".tabs a[aria-current=page]")
    return tab.next_element.strip()


def days(page):
    """The events of each day of the grid that has any, by date."""
    return {
        cell.time["datetime"]: [link.text for link in cell.select("a")]
        for cell in page.select(".month__day--busy")
    }


@pytest.fixture
def calendar(home, begun):
    """Two events long ago, one that is on, one far ahead."""
    _, site = begun
    return site.pages()["calendar"] if site else make_calendar(home)


def make_calendar(home):
    """Build it."""
    calendar = publish(home, EventCalendarPage(title="Events"))
    today = timezone.localdate()
    beijing = snippet(Place, "Beijing")

    def event(title, start, end, place=None):
        page = EventPage(title=title, start_date=start, end_date=end)
        if place:
            page.place_links = [PagePlace(place=place)]
        publish(calendar, page)

    event("Workshop", DAY(2021, 3, 30), DAY(2021, 4, 2), beijing)
    event("Forum", DAY(2021, 4, 2), DAY(2021, 4, 2))
    event("Week of open doors", today - datetime.timedelta(1), today + datetime.timedelta(1))
    event("Fair", DAY(2090, 5, 1), DAY(2090, 5, 3), beijing)
    return calendar


def make_site():
    """Build a site with it."""
    home = make_home()
    return {"home": home, "calendar": make_calendar(home)}


SITES = {"calendar": make_site}


def test_coming_events_are_the_next_first_and_past_ones_the_last_first(client, calendar):
    coming = soup(client, calendar.url)
    assert current(coming) == "Coming"
    assert titles(coming) == ["Week of open doors", "Fair"]
    past = soup(client, calendar.url, tabs(coming)["Past"])
    assert current(past) == "Past"
    assert titles(past) == ["Forum", "Workshop"]
    assert soup(client, calendar.url, tabs(past)["Coming"]).select_one(".finder__count").text == (
        "2 results"
    )


def test_coming_events_lead_to_past_ones(client, calendar):
    [link] = soup(client, calendar.url).select(".finder__past a")
    assert link.text == "See 2 past events"
    assert not soup(client, calendar.url, link["href"]).select(".finder__past")


def test_a_month_shows_an_event_on_each_of_its_days_and_once_in_the_list(client, calendar):
    page = soup(client, calendar.url, "?month=2021-04")
    assert current(page) == "By month"
    assert page.select_one(".month__head h2").text == "April 2021"
    assert days(page) == {
        "2021-03-30": ["Workshop"],
        "2021-03-31": ["Workshop"],
        "2021-04-01": ["Workshop"],
        "2021-04-02": ["Workshop", "Forum"],
    }
    assert titles(page) == ["Workshop", "Forum"]
    assert page.select_one(".finder__count").text == "2 events in this month"


def test_the_months_beside_keep_the_filters(client, calendar):
    page = soup(client, calendar.url, "?month=2021-04&place=beijing")
    assert titles(page) == ["Workshop"]
    assert page.select_one("a[rel=prev]")["href"] == "?month=2021-03&place=beijing"
    assert page.select_one("a[rel=next]")["href"] == "?month=2021-05&place=beijing"
    assert page.select_one('input[type=hidden][name="month"]')["value"] == "2021-04"


def test_today_is_marked_in_this_month(client, calendar):
    month = tabs(soup(client, calendar.url))["By month"]
    [today] = soup(client, calendar.url, month).select('td[aria-current="date"] time')
    assert today["datetime"] == str(timezone.localdate())


def test_a_month_without_events_says_so_and_lets_filters_go(client, calendar):
    page = soup(client, calendar.url, "?month=1999-12&place=beijing")
    assert not titles(page)
    assert "There are no events in this month." in page.text
    assert page.select_one(".empty a")["href"] == "?month=1999-12"


def test_the_calendar_ends_with_its_years(client, calendar):
    assert not soup(client, calendar.url, "?month=1900-01").select("a[rel=prev]")
    assert not soup(client, calendar.url, "?month=2100-12").select("a[rel=next]")


@pytest.mark.parametrize("month", ["2021-13", "x", "0000-01", "<script>", "9" * 400])
def test_a_bad_month_is_left_out_and_said(client, calendar, month):
    response = client.get(calendar.url, {"month": month})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert current(page) == "Coming"
    assert "is not a month like 2027-04" in page.select_one("[role=alert]").text
    assert "<script>" not in str(page.select_one("[role=alert]"))


def test_a_bad_tab_is_left_out_and_said(client, calendar):
    page = soup(client, calendar.url, "?when=never")
    assert current(page) == "Coming"
    assert "“never” is neither coming nor past" in page.select_one("[role=alert]").text


def test_closed_events_are_in_no_month(client, calendar):
    PageViewRestriction.objects.create(
        page=EventPage.objects.get(title="Forum"), restriction_type="login"
    )
    page = soup(client, calendar.url, "?month=2021-04")
    assert titles(page) == ["Workshop"]
    assert "Forum" not in page.text


def test_weeks_and_months_are_in_the_readers_language(client, calendar, translate):
    Locale.objects.get_or_create(language_code="fr")
    french = translate(calendar, "fr")
    page = soup(client, french.url, "?month=2021-04")
    assert page.select_one(".month__head h2").text == "avril 2021"
    assert page.select_one(".month th abbr")["title"] == "lundi"
    assert page.select_one(".month__day--busy a")["lang"] == "en"
