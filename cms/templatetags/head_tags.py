"""Template tags for the head of a page; each calls a module and has no logic of its own."""

from collections.abc import Iterable

from django import template
from django.template.context import Context

from cms.metadata import Head
from cms.models import HubPage
from cms.navigation import LanguageLink

register = template.Library()


@register.simple_tag(takes_context=True)
def head_of(context: Context, page: HubPage, languages: Iterable[LanguageLink]) -> Head:
    """Return the metadata of the page's head."""
    return Head(page, context["request"], languages)
