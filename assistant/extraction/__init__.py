"""Reads a page or document into sections: headings, text, and where to open them.

Knows how to read; refuses to know who may read it or what becomes of the text. Documents are read
in a process of their own (`reader`), which imports this package too: so the two functions that need
Django are imported when they are asked for.

    documents               a document of the site's library
    process                 the parent's side: starts the reader, and ends it when it is too much
    reader  limits          the child's side
    formats                 which function reads what
    pdf pages tables ...    one module a format
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.extraction.documents import document_sections
    from assistant.extraction.pages import page_sections

__all__ = ["document_sections", "page_sections"]


def __getattr__(name: str) -> Any:
    if name == "document_sections":
        from assistant.extraction.documents import document_sections

        return document_sections
    if name == "page_sections":
        from assistant.extraction.pages import page_sections

        return page_sections
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
