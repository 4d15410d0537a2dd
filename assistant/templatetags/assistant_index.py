"""`{% assistant_index thing %}`: the state of a page or document where it is edited."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.models import Page

from assistant.admin.index_report import context_of

register = template.Library()


@register.simple_tag(takes_context=True)
def assistant_index(context: template.Context, thing: Any, place: str = "header") -> SafeString:
    """The state, as a menu in the `header` or as a `panel`; nothing of what is not saved yet."""
    request = context.get("request")
    if request is None or getattr(thing, "pk", None) is None:
        return SafeString("")
    kind = "page" if isinstance(thing, Page) else "document"
    shown = context_of(request, kind, thing.pk)  # type: ignore[arg-type]
    if shown is None:
        return SafeString("")
    return render_to_string(f"assistant/index_report/{place}.html", shown, request=request)
