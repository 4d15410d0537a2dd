"""An annual action plan and its activities, independent of the page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.blocks import ACTIVITY_STATES, QUARTERS

#: The statuses in the order of charts and tables: finished first, given up last.
STATUSES = ("done", "running", "planned", "postponed", "dropped")


@dataclass(frozen=True, kw_only=True)
class Activity:
    """An activity; `quarter` is "q1" to "q4", `status` one of STATUSES."""

    activity: str
    owner: str = ""
    quarter: str
    status: str
    outcome: str = ""

    @property
    def label(self) -> str:
        """The name of the status in the active language."""
        return status_label(self.status)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An annual action plan in one language."""

    title: str
    year: int
    #: The name of the year if it is not the calendar year, such as "2026/27".
    period: str = ""
    centre: str = ""
    site: str = ""
    language: str
    #: "ltr" or "rtl".
    direction: str = "ltr"
    activities: tuple[Activity, ...]
    generated_on: datetime.date
    #: The absolute address of the page.
    url: str = ""

    @property
    def rtl(self) -> bool:
        """Whether the plan's language is written from right to left."""
        return self.direction == "rtl"

    @property
    def when(self) -> str:
        """The period, or else the year."""
        return self.period or str(self.year)


def status_label(status: str) -> str:
    """Return the name of a status in the active language."""
    return str(dict(ACTIVITY_STATES).get(status, status))


def quarter_label(quarter: str) -> str:
    """Return the name of a quarter in the active language."""
    return str(dict(QUARTERS).get(quarter, quarter))


def column_labels() -> dict[str, str]:
    """Return the labels of an activity's columns in the active language."""
    return {
        "activity": _("Activity"),
        "owner": pgettext("activity", "Owner"),
        "quarter": _("Quarter"),
        "status": _("Status"),
        "outcome": _("Outcome"),
        "reason": _("Reason"),
    }
