"""The events calendar: coming events, past events, or one month."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import specific_pages
from cms.search import catalogue as catalogues
from cms.search.catalogue import Catalogue
from cms.search.filters import Criteria, Parsed, shown
from cms.search.listing import Listing, build, read
from cms.search.months import (
    Day,
    adjacent_month,
    events_between,
    grid,
    last_day,
    month_name,
    parse_month,
)

WHEN, MONTH = "when", "month"
COMING, PAST = "coming", "past"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """A tab of the calendar: how many events it has, and its address from the `?` on."""

    name: str
    label: str
    count: int | None
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """A month as a grid.

    `weekdays` are (short, long) names; `weeks` are lists of (day, its events).
    """

    first: datetime.date
    weekdays: list[tuple[Any, Any]]
    weeks: list[list[tuple[Day, list[Any]]]]
    events: list[Any]
    previous: datetime.date | None
    next: datetime.date | None
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EventCalendar:
    """The calendar page: its list, its tabs, and the month if one was asked for."""

    listing: Listing
    tabs: list[Tab]
    month: Month | None


def event_calendar(page: Page, request: HttpRequest) -> EventCalendar:
    """Return what the calendar page shows for the request's address."""
    catalogue = catalogues.events(page, request)
    parsed = read(request.GET, catalogue, settings=(WHEN, MONTH))
    parsed, first, problems = _settings(parsed)
    today = timezone.localdate()
    past = {pk for pk, (_start, end) in catalogue.days.items() if end < today}
    when = parsed.criteria.settings.get(WHEN, COMING)
    if first:
        shown_pks = events_between(catalogue.days, first, last_day(first))
    else:
        shown_pks = past if when == PAST else set(catalogue.days) - past
    entries = [entry for entry in catalogue.entries if entry.pk in shown_pks]
    if when == PAST and not first:
        entries.reverse()
    listing = build(parsed, catalogue, entries, paginate=first is None)
    listing.notices = [*problems, *listing.notices]
    return EventCalendar(
        listing=listing,
        tabs=_tabs(parsed.criteria, first, len(catalogue.days) - len(past), len(past)),
        month=_month(first, listing, catalogue, today) if first else None,
    )


def _settings(parsed: Parsed) -> tuple[Parsed, datetime.date | None, list[str]]:
    """Check the settings: return those that are valid, the month's first day, and notices."""
    problems, kept = [], dict(parsed.criteria.settings)
    first = None
    if month := kept.pop(MONTH, ""):
        first = parse_month(month)
        if first is None:
            sentence = _("“%(value)s” is not a month like 2027-04, so it was left out.")
            problems.append(sentence % {"value": shown(month)})
    when = kept.pop(WHEN, "")
    if when not in ("", COMING, PAST):
        sentence = _("“%(value)s” is neither coming nor past, so these are the coming events.")
        problems.append(sentence % {"value": shown(when)})
    settings = {MONTH: month_name(first)} if first else {WHEN: PAST} if when == PAST else {}
    criteria = replace(parsed.criteria, settings=settings)
    return replace(parsed, criteria=criteria), first, problems


def _tabs(criteria: Criteria, first: datetime.date | None, coming: int, past: int) -> list[Tab]:
    """Return the tabs; `first` is the first day of the month that is shown, or None."""
    when = criteria.settings.get(WHEN, COMING)
    this_month = month_name(first or timezone.localdate().replace(day=1))

    def url(**settings: str) -> str:
        return criteria.with_settings(**settings).query() or "?"

    return [
        Tab(
            name=COMING,
            label=_("Coming"),
            count=coming,
            url=url(when="", month=""),
            current=first is None and when == COMING,
        ),
        Tab(
            name=PAST,
            label=_("Past"),
            count=past,
            url=url(when=PAST, month=""),
            current=first is None and when == PAST,
        ),
        Tab(
            name=MONTH,
            label=_("By month"),
            count=None,
            url=url(when="", month=this_month),
            current=first is not None,
        ),
    ]


def _month(
    first: datetime.date, listing: Listing, catalogue: Catalogue, today: datetime.date
) -> Month:
    """Return the month's grid with the events of the listing."""
    pks = [entry.pk for entry in listing.found]
    pages = {page.pk: page for page in specific_pages(pks, catalogue.kinds)}
    days = {pk: catalogue.days[pk] for pk in pages}
    starts = int(get_format("FIRST_DAY_OF_WEEK"))
    order = [(starts - 1 + i) % 7 for i in range(7)]
    before, after = adjacent_month(first, -1), adjacent_month(first, 1)

    def url(month: datetime.date | None) -> str:
        return listing.criteria.with_settings(month=month_name(month)).query() if month else ""

    return Month(
        first=first,
        weekdays=[(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in order],
        weeks=[
            [(day, [pages[pk] for pk in day.events]) for day in week]
            for week in grid(days, first, today=today, week_starts=starts)
        ],
        events=[pages[pk] for pk in pks if pk in pages],
        previous=before,
        next=after,
        previous_url=url(before),
        next_url=url(after),
    )
