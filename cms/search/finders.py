"""The template context of finder pages: the list that an address asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from cms.search import catalogue, listing
from cms.search.calendar import event_calendar


def programme_finder(page: Page, request: HttpRequest) -> dict[str, Any]:
    """Return the programmes that the address asks for, as `listing`."""
    return _listed(catalogue.programmes(page, request), request)


def publication_library(page: Page, request: HttpRequest) -> dict[str, Any]:
    """Return the publications and action plans that the address asks for, as `listing`."""
    return _listed(catalogue.publications(page, request), request)


def calendar(page: Page, request: HttpRequest) -> dict[str, Any]:
    """Return the coming events, the past ones, or those of a month, as `calendar` and `listing`."""
    found = event_calendar(page, request)
    return {"calendar": found, "listing": found.listing}


def _listed(found: catalogue.Catalogue, request: HttpRequest) -> dict[str, Any]:
    parsed = listing.read(request.GET, found)
    return {"listing": listing.build(parsed, found, found.entries)}
