"""Finds pages: lists with filters, the events calendar, site search, related pages.

Owns what is found and offered. Refuses to know how passages are indexed: the assistant does.
"""

from cms.search import finders, related
from cms.search.facet_names import SNIPPET_FILTERS
from cms.search.views import search, suggest

__all__ = [
    "SNIPPET_FILTERS",
    "finders",
    "related",
    "search",
    "suggest",
]
