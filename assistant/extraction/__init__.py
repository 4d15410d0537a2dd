"""Reads a page or document into sections: headings, text, and where to open them.

Knows how to read; refuses to know who may read it or what becomes of the text. Documents are read
in a process of their own (`reader`), which imports this package too: so what needs Django is
imported when it is asked for.

    documents               a document of the site's library
    process                 the parent's side: starts the reader, and ends it when it is too much
    reader  limits          the child's side
    formats                 which function reads what
    pdf docx html ...       one module or package a format
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.extraction.documents import document_sections
    from assistant.extraction.pages import page_sections
    from assistant.extraction.reasons import UnreadableDocument

__all__ = ["UnreadableDocument", "document_sections", "page_sections"]

#: The exported names that need Django, and the modules that define them.
_MODULES = {
    "UnreadableDocument": "reasons",
    "document_sections": "documents",
    "page_sections": "pages",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
