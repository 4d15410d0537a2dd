"""Finds pages: lists with filters, the events calendar, site search, related pages.

Owns what is found and offered. Refuses to know how passages are indexed: the assistant does.
"""

from cms.search import catalogue, listing, related
from cms.search.calendar import event_calendar
from cms.search.views import search, suggest

__all__ = [
    "catalogue",
    "event_calendar",
    "listing",
    "related",
    "search",
    "suggest",
]
