import datetime

import pytest

from cms.search.months import (
    adjacent_month,
    events_between,
    grid,
    last_day,
    month_name,
    parse_month,
)

pytestmark = pytest.mark.unit

DAY = datetime.date
EVENTS = {
    1: (DAY(2027, 3, 30), DAY(2027, 4, 2)),
    2: (DAY(2027, 4, 2), DAY(2027, 4, 2)),
    3: (DAY(2027, 5, 1), DAY(2027, 5, 3)),
}


@pytest.mark.parametrize(
    "text", ["2027-13", "2027-00", "0000-01", "9999-01", "2027-4", "x", "", "٢٠٢٧-٠٤"]
)
def test_what_is_no_month_is_none(text):
    assert parse_month(text) is None


def test_a_month_is_read_and_written_the_same():
    assert month_name(parse_month("2027-04")) == "2027-04"


def test_the_months_beside_end_with_the_calendars_years():
    assert adjacent_month(DAY(2027, 1, 1), -1) == DAY(2026, 12, 1)
    assert adjacent_month(DAY(2027, 12, 1), 1) == DAY(2028, 1, 1)
    assert adjacent_month(DAY(2100, 12, 1), 1) is None
    assert adjacent_month(DAY(1900, 1, 1), -1) is None


def test_an_event_of_several_days_is_in_each_month_and_on_each_day():
    april = DAY(2027, 4, 1)
    assert events_between(EVENTS, april, last_day(april)) == {1, 2}
    weeks = grid(EVENTS, april, today=DAY(2027, 4, 2), week_starts=1)
    days = {day.date: day for week in weeks for day in week}
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in weeks)
    assert days[DAY(2027, 4, 1)].events == (1,)
    assert days[DAY(2027, 4, 2)].events == (1, 2)
    assert days[DAY(2027, 4, 2)].today
    assert days[DAY(2027, 3, 30)].outside
    assert days[DAY(2027, 4, 3)].events == ()


def test_weeks_begin_as_the_language_has_it():
    [first, *_] = grid({}, DAY(2027, 4, 1), today=DAY(2027, 4, 2), week_starts=0)
    assert first[0].date.weekday() == 6
