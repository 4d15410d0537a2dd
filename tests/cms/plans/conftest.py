"""A plan with an activity of each status, as data and as a page."""

import datetime

import pytest

from cms.models import ActionPlanPage, CentrePage
from cms.plans.plan import Activity, Plan
from tests.cms.conftest import publish

ACTIVITIES = (
    ("Train forty teachers", "Training unit", "q1", "done", "Forty-two teachers were trained."),
    ("Hold a symposium", "Office", "q2", "running", ""),
    ("Print the guide", "Library", "q2", "planned", ""),
    ("Build a hall", "Works", "q3", "postponed", "The rains came early."),
    ("Visit a company", "", "q4", "dropped", ""),
)
NAMES = ("activity", "owner", "quarter", "status", "outcome")


@pytest.fixture
def plan():
    return Plan(
        title="Action plan 2026",
        year=2026,
        centre="Sample Centre",
        site="TVET Hub",
        language="en",
        activities=tuple(Activity(**dict(zip(NAMES, row, strict=True))) for row in ACTIVITIES),
        generated_on=datetime.date(2026, 11, 21),
        url="https://hub.example.org/en/plan/",
    )


@pytest.fixture
def centre(home):
    return publish(home, CentrePage(title="Sample Centre", kind="unevoc"))


@pytest.fixture
def page(home, centre):
    return publish(
        home,
        ActionPlanPage(
            title="Action plan 2026",
            slug="plan-2026",
            introduction="What we mean to do.",
            year=2026,
            centre=centre,
            activities=[("activity", dict(zip(NAMES, row, strict=True))) for row in ACTIVITIES],
        ),
    )
