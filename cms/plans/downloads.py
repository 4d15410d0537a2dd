"""The downloads of a plan: serves it, or the report on it, as a file."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import pgettext

from cms.models import ActionPlanPage
from cms.plans import documents, workbooks
from cms.plans.page_plan import plan_from_page
from cms.plans.plan import Plan
from cms.typesetting import MissingFont

_MAKERS: dict[tuple[str, str], Callable[[Plan], bytes]] = {
    ("plan", "pdf"): documents.plan_pdf,
    ("plan", "xlsx"): workbooks.plan_xlsx,
    ("report", "pdf"): documents.report_pdf,
    ("report", "xlsx"): workbooks.report_xlsx,
}
_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def filename(plan: Plan, kind: str) -> str:
    """Return the name of a plan's file without extension, in the script of its language.

    `kind` is "plan" or "report".
    """
    word = {
        "plan": pgettext("start of a file name", "plan"),
        "report": pgettext("start of a file name", "report"),
    }[kind]
    # Django's slugify drops the vowels that Thai and Khmer write above and below a letter.
    kept = (
        letter if unicodedata.category(letter)[0] in "LMN" else " "
        for letter in unicodedata.normalize("NFC", f"{word} {plan.year} {plan.title}".lower())
    )
    return "-".join("".join(kept).split())[:80].strip("-")


def serve_plan(page: ActionPlanPage, request: HttpRequest, kind: str, format: str) -> HttpResponse:
    """Return the plan or the report on it (`kind`) as "pdf" or "xlsx" (`format`).

    The caller has checked that the reader may see the page. Where no font can draw the language,
    the response is a page that says so, with status 503. Raises Http404 for an unknown kind or
    format.
    """
    make = _MAKERS.get((kind, format))
    if make is None:
        raise Http404
    plan = plan_from_page(page, request)
    # The file shows the day on which it was made, so it stays the same for a day at most.
    etag = quote_etag(hashlib.sha256(repr((kind, format, plan)).encode()).hexdigest()[:32])
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _private(unchanged, etag)
    try:
        data = make(plan)
    except MissingFont as error:
        context = {"page": page, "problem": str(error), "spreadsheet": f"{kind}.xlsx"}
        return render(request, "cms/plans/no_font.html", context, status=503)
    response = HttpResponse(data, content_type=_CONTENT_TYPES[format])
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{filename(plan, kind)}.{format}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return _private(response, etag)


def _private(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
