"""Template tags for annual action plans."""

from django import template
from django.template import Context
from django.utils.translation import get_language
from wagtail.models import Page

from cms.i18n import localised_pages
from cms.models import ActionPlanPage

register = template.Library()


@register.simple_tag(takes_context=True)
def plan_centre(context: Context, page: ActionPlanPage) -> Page | None:
    """Return the plan's centre in the reader's language; None if this reader may not see one."""
    if not page.centre_id:
        return None
    found = localised_pages([page.centre_id], get_language() or "", context["request"])
    return found.get(page.centre_id)
