"""What an annual action plan is, without its page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.blocks import ACTIVITY_STATES, QUARTERS

#: In the order in which a reader asks: what is finished first, what was given up last.
STATUSES = ("done", "running", "planned", "postponed", "dropped")


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One activity; quarter is "q1" to "q4", status one of STATUSES."""

    activity: str
    owner: str = ""
    quarter: str
    status: str
    outcome: str = ""

    @property
    def label(self) -> str:
        """The status in words of the active language."""
        return status_label(self.status)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An annual action plan in one language."""

    title: str
    year: int
    #: What to call the year if it is not the calendar year: "2026/27".
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
        """Whether its labels run from right to left."""
        return self.direction == "rtl"

    @property
    def when(self) -> str:
        """The year or period in words."""
        return self.period or str(self.year)


def status_label(status: str) -> str:
    """A status in words of the active language."""
    return str(dict(ACTIVITY_STATES).get(status, status))


def quarter_label(quarter: str) -> str:
    """A quarter in words of the active language."""
    return str(dict(QUARTERS).get(quarter, quarter))


def column_labels() -> dict[str, str]:
    """What the columns of an activity are called in the active language."""
    return {
        "activity": _("Activity"),
        "owner": pgettext("activity", "Owner"),
        "quarter": _("Quarter"),
        "status": _("Status"),
        "outcome": _("Outcome"),
        "reason": _("Reason"),
    }
