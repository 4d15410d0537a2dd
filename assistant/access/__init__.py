"""Access: decides what the public may read.

Owns the one query for it, which runs when indexing and again when answering. Refuses to know who
asks: everybody gets what an anonymous visitor gets.
"""

from assistant.access.visibility import (
    indexable_pages,
    public_documents,
    public_pages,
    visible_ids,
    visible_rows,
    visible_sources,
)

__all__ = [
    "indexable_pages",
    "public_documents",
    "public_pages",
    "visible_ids",
    "visible_rows",
    "visible_sources",
]
