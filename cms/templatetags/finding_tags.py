"""What templates ask of `cms.finding`. No logic of its own."""

from django import template
from django.template.context import Context
from wagtail.models import Page

from cms.finding import related

register = template.Library()


@register.simple_tag(takes_context=True)
def related_pages(context: Context, page: Page, limit: int = 4) -> list[Page]:
    """Pages that have to do with this one, in the reader's language."""
    return related.related_pages(page, context["request"], limit)
