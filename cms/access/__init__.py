"""Decides which pages and documents a reader may see.

Owns what is closed to whom, and what stands above a page. Refuses to know kinds of page.
"""

from cms.access.ancestors import home_page, is_known_original, lineage
from cms.access.visibility import closed_paths, document_is_readable, readable

__all__ = [
    "closed_paths",
    "document_is_readable",
    "home_page",
    "is_known_original",
    "lineage",
    "readable",
]
