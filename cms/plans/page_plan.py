"""The plan that a page holds, as this reader sees it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi

from cms.i18n import localised_pages
from cms.models import ActionPlanPage
from cms.navigation import site_name
from cms.plans.plan import STATUSES, Activity, Plan


def plan_of(page: ActionPlanPage, request: HttpRequest) -> Plan:
    """The page's plan, with its centre's name in the reader's language if he may see it."""
    language = get_language() or page.locale.language_code
    centre = None
    if page.centre_id:
        centre = localised_pages([page.centre_id], language, request).get(page.centre_id)
    return Plan(
        title=page.title,
        year=page.year,
        period=page.period,
        centre=centre.title if centre else "",
        site=site_name(request),
        language=language,
        direction="rtl" if get_language_bidi() else "ltr",
        activities=activities_of(page),
        generated_on=timezone.localdate(),
        url=page.get_full_url(request) or "",
    )


def activities_of(page: ActionPlanPage) -> tuple[Activity, ...]:
    """The activities in the order that the editor gave them."""
    return tuple(
        Activity(
            activity=child.value["activity"] or "",
            owner=child.value["owner"] or "",
            quarter=child.value["quarter"] or "q1",
            status=child.value["status"] if child.value["status"] in STATUSES else "planned",
            outcome=child.value["outcome"] or "",
        )
        for child in page.activities
    )
