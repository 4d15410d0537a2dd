from itertools import pairwise

import pytest
from django.utils.translation import override

from cms.plans.plan import STATUSES, Activity
from cms.plans.progress import count, progress

pytestmark = pytest.mark.site


def test_activities_are_counted_by_status_and_by_quarter(plan):
    counted = count(plan.activities)
    assert (counted.total, counted.done) == (5, 1)
    assert [(share.status, share.count) for share in counted.shares] == [
        (status, 1) for status in STATUSES
    ]
    assert [(quarter.quarter, quarter.total, quarter.done) for quarter in counted.quarters] == [
        ("q1", 1, 1),
        ("q2", 2, 0),
        ("q3", 1, 0),
        ("q4", 1, 0),
    ]


def test_the_pieces_of_a_bar_fill_it_without_overlap(plan):
    shares = count((*plan.activities, *plan.activities[:2])).shares
    assert abs(sum(share.width for share in shares) - 100) < 0.01
    for before, after in pairwise(shares):
        assert abs(before.start + before.width - after.start) < 0.01
    assert abs(shares[0].start_from_right + shares[0].width - 100) < 0.01


def test_a_plan_without_activities_has_no_quarters():
    counted = count(())
    assert (counted.total, counted.done, counted.quarters) == (0, 0, ())
    assert all(share.width == 0 for share in counted.shares)


def test_quarters_stand_in_the_order_of_the_year_whatever_the_editors_order():
    late_first = (
        Activity(activity="b", quarter="q4", status="done"),
        Activity(activity="a", quarter="q1", status="done"),
    )
    assert [quarter.quarter for quarter in count(late_first).quarters] == ["q1", "q4"]


def test_labels_follow_the_active_language(plan):
    with override("en"):
        assert count(plan.activities).shares[0].label == "Done"


def test_a_page_has_the_progress_of_its_activities(page):
    assert progress(page).total == 5
