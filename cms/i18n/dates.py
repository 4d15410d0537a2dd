"""Dates as readers of each language write them."""

import datetime
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import get_language

Precision = Literal["day", "month", "year"]

#: Django writes English dates the American way; readers everywhere else put the day first.
_DAY_FORMATS = {"en": "j F Y", "id": "j F Y"}


def written_date(value: datetime.date, precision: Precision = "day") -> str:
    """Return the date in the active language's format, as far as it is known."""
    if precision == "year":
        return date_format(value, "Y")
    if precision == "month":
        return date_format(value, "YEAR_MONTH_FORMAT")
    return date_format(value, _DAY_FORMATS.get(get_language() or "", "DATE_FORMAT"))


def machine_date(value: datetime.date, precision: Precision = "day") -> str:
    """Return the date for the `datetime` attribute of HTML's `time`, as far as it is known."""
    return value.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]
