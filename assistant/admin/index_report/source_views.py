"""Views of one page or document: its state as a page, as JSON for scripts, and re-indexing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from assistant.admin.index_report.access import all_objects, changeable_by, visible_to
from assistant.admin.index_report.reindex import index_again
from assistant.admin.index_report.source_rows import Row, count_passages, rows
from assistant.ingestion import SourceKind

_EDITED_AT = {"page": "wagtailadmin_pages:edit", "document": "wagtaildocs:edit"}


def edit_url(row: Row) -> str:
    """Return the address of the form of a page or document."""
    return reverse(_EDITED_AT[row.kind], args=[row.key])


def context_of(request: HttpRequest, kind: SourceKind, key: int) -> dict[str, Any] | None:
    """Return what the templates need to show the state of a source; None if it does not exist.

    The caller has checked that the user may see it.
    """
    found = count_passages(rows(kind, all_objects(kind).filter(pk=key)))
    if not found:
        return None
    row = found[0]
    user: Any = request.user
    return {
        "row": row,
        "state": row.state(timezone.now()),
        "may_index": changeable_by(user, kind).filter(pk=key).exists(),
        # The text of an exception is shown only to those who run the site.
        "is_operator": user.is_superuser,
        "address": request.path,
    }


def _visible_context(request: HttpRequest, kind: SourceKind, key: int) -> dict[str, Any]:
    """Return the context of a source. Raises Http404 if the user may not see it."""
    if not visible_to(request.user, kind).filter(pk=key).exists():
        raise Http404
    context = context_of(request, kind, key)
    if context is None:
        raise Http404
    return context


class SourceView(WagtailAdminTemplateMixin, TemplateView):
    """The page about one page or document in the index."""

    template_name = "assistant/index_report/source.html"
    page_title = gettext_lazy("Assistant index")
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        row: Row = self.source["row"]
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("assistant_index:report"), "label": self.page_title},
            {"url": "", "label": row.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.source = _visible_context(self.request, self.kwargs["kind"], self.kwargs["key"])
        self.page_subtitle = self.source["row"].title
        url = edit_url(self.source["row"]) if self.source["may_index"] else ""
        return {**super().get_context_data(**kwargs), **self.source, "edit_url": url}


def _as_json(request: HttpRequest, context: dict[str, Any], address: str) -> JsonResponse:
    """Return the state as JSON, which the script on an admin page shows."""
    state = context["state"]
    context = {**context, "address": address}
    return JsonResponse(
        {
            "label": state.label,
            "tone": state.tone,
            "settled": state.settled,
            "said": f"{state.label}. {state.detail}",
            "body": render_to_string("assistant/index_report/body.html", context, request=request),
        }
    )


@require_GET
def state(request: HttpRequest, kind: SourceKind, key: int) -> HttpResponse:
    """Return the state as JSON; a page asks for it while the source waits or is being indexed."""
    context = _visible_context(request, kind, key)
    return _as_json(request, context, get_valid_next_url_from_request(request))


@require_POST
def reindex(request: HttpRequest, kind: SourceKind, key: int) -> HttpResponse:
    """Index a source again, if the user may change it; respond with JSON or a redirect."""
    context = _visible_context(request, kind, key)
    if not context["may_index"]:
        raise PermissionDenied
    if context["state"].can_be_indexed:
        index_again(kind, [key])
        context = _visible_context(request, kind, key)
    next_url = get_valid_next_url_from_request(request)
    if "application/json" in request.headers.get("Accept", ""):
        return _as_json(request, context, next_url)
    if context["state"].can_be_indexed:
        messages.success(
            request, _("“%(title)s” is being indexed again.") % {"title": context["row"].title}
        )
    else:
        messages.warning(request, context["state"].detail)
    return redirect(next_url or reverse("assistant_index:source", args=[kind, key]))
