"""The headless API under `/api/v2/`: what the public may read, as JSON, in every language.

Owns the shape of pages, snippets and files in JSON. Refuses to serve what an anonymous visitor may
not see.
"""

from cms.api.batch import Batch
from cms.api.lookups import open_images
from cms.api.router import api_router

__all__ = [
    "Batch",
    "api_router",
    "open_images",
]
