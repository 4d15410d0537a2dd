"""Makes a plan from a page, as a reader sees it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi

from cms.i18n import localised_pages
from cms.models import ActionPlanPage
from cms.navigation import site_name
from cms.plans.plan import STATUSES, Activity, Plan


def plan_from_page(page: ActionPlanPage, request: HttpRequest) -> Plan:
    """Return the page's plan, with its centre's name if the reader may see the centre's page."""
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
        activities=activities_from_page(page),
        generated_on=timezone.localdate(),
        url=page.get_full_url(request) or "",
    )


def activities_from_page(page: ActionPlanPage) -> tuple[Activity, ...]:
    """Return the page's activities in the editor's order."""
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
