"""The progress of a plan: its activities counted by status and quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cms.blocks import QUARTERS
from cms.models import ActionPlanPage
from cms.plans.page_plan import activities_from_page
from cms.plans.plan import STATUSES, Activity, quarter_label, status_label


@dataclass(frozen=True, kw_only=True)
class Share:
    """The activities of one status; `start` and `width` are percentages of a bar."""

    status: str
    label: str
    count: int
    start: float
    width: float

    @property
    def start_from_right(self) -> float:
        """The distance of the piece from the left, in per cent, in a bar growing from the right."""
        return round(100 - self.start - self.width, 3)


@dataclass(frozen=True, kw_only=True)
class QuarterProgress:
    """The progress of a quarter that has activities."""

    quarter: str
    label: str
    activities: tuple[Activity, ...]
    shares: tuple[Share, ...]
    total: int
    done: int


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The counts of a plan. `shares` has every status, also those without an activity."""

    shares: tuple[Share, ...]
    quarters: tuple[QuarterProgress, ...]
    total: int
    done: int


def progress(page: ActionPlanPage) -> Progress:
    """Return the progress of the plan on a page."""
    return count(activities_from_page(page))


def plan_context(page: ActionPlanPage, request: HttpRequest) -> dict[str, Any]:
    """Return the `progress` of the plan for its template."""
    return {"progress": progress(page)}


def count(activities: tuple[Activity, ...]) -> Progress:
    """Return the progress of these activities, with labels in the active language."""
    quarters = []
    for quarter, _label in QUARTERS:
        inside = tuple(item for item in activities if item.quarter == quarter)
        if inside:
            quarters.append(
                QuarterProgress(
                    quarter=quarter,
                    label=quarter_label(quarter),
                    activities=inside,
                    shares=_shares(inside),
                    total=len(inside),
                    done=_done(inside),
                )
            )
    return Progress(
        shares=_shares(activities),
        quarters=tuple(quarters),
        total=len(activities),
        done=_done(activities),
    )


def _done(activities: tuple[Activity, ...]) -> int:
    return sum(item.status == "done" for item in activities)


def _shares(activities: tuple[Activity, ...]) -> tuple[Share, ...]:
    """Return the share of every status among the activities."""
    result = []
    before = 0
    for status in STATUSES:
        number = sum(item.status == status for item in activities)
        whole = len(activities) or 1
        result.append(
            Share(
                status=status,
                label=status_label(status),
                count=number,
                start=round(100 * before / whole, 3),
                width=round(100 * number / whole, 3),
            )
        )
        before += number
    return tuple(result)
