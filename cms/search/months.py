"""The days of a month as a grid of weeks, with their events. Pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: The years in which the calendar shows months.
FIRST_YEAR, LAST_YEAR = 1900, 2100
_FORM = re.compile(r"(\d{4})-(\d{2})", re.ASCII)

Days = Mapping[int, tuple[datetime.date, datetime.date]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day of the grid; `events` are the primary keys of its events, earliest first.

    `outside` is true for a day of another month that fills up a week.
    """

    date: datetime.date
    events: tuple[int, ...]
    outside: bool
    today: bool


def parse_month(text: str) -> datetime.date | None:
    """Return the first day of a month like `2027-04`; None if it is no month of the calendar."""
    match = _FORM.fullmatch(text.strip())
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return datetime.date(year, month, 1)


def month_name(first: datetime.date) -> str:
    """Return the month as addresses write it, such as `2027-04`."""
    return f"{first:%Y-%m}"


def adjacent_month(first: datetime.date, step: int) -> datetime.date | None:
    """Return the first day of the month before (-1) or after (1); None outside the calendar."""
    months = first.year * 12 + first.month - 1 + step
    year, month = divmod(months, 12)
    return datetime.date(year, month + 1, 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def last_day(first: datetime.date) -> datetime.date:
    """Return the last day of the month that begins on this day."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def events_between(days: Days, first: datetime.date, last: datetime.date) -> set[int]:
    """Return the primary keys of the events on at least one day from `first` to `last`."""
    return {pk for pk, (start, end) in days.items() if start <= last and end >= first}


def grid(
    days: Days, first: datetime.date, *, today: datetime.date, week_starts: int
) -> list[list[Day]]:
    """Return the weeks of a month.

    `week_starts` is the first day of a week, 0 (Sunday) to 6, as in Django's formats.
    """
    weeks = calendar.Calendar((week_starts - 1) % 7).monthdatescalendar(first.year, first.month)
    ordered = sorted(days, key=lambda pk: (days[pk][0], days[pk][1], pk))
    return [
        [
            Day(
                date=date,
                events=tuple(pk for pk in ordered if days[pk][0] <= date <= days[pk][1]),
                outside=date.month != first.month,
                today=date == today,
            )
            for date in week
        ]
        for week in weeks
    ]
