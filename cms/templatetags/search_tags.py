"""Template tags for `cms.search`; each calls a module and has no logic of its own."""

from django import template
from django.template.context import Context
from wagtail.models import Page

from cms.directory import Connections
from cms.search import related

register = template.Library()


@register.simple_tag(takes_context=True)
def related_pages(context: Context, page: Page, links: Connections | None = None) -> list[Page]:
    """Return pages related to this one, without those it names, in the reader's language."""
    named = (
        [other.translation_key for group in links.pages for other in group.items] if links else []
    )
    return related.related_pages(page, context["request"], besides=named)
