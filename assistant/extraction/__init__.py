"""Turns pages and documents into sections: a heading, its text, and where to open it.

Owns how each format is read, and the limits under which a file is read. Refuses to know who may
read it and what becomes of the text. Documents are read in a process of their own (`reader`), which
imports this package too, so the names that need Django are imported only when they are asked for.

    pages                   a Wagtail page, as an anonymous visitor sees it
    documents               a document of the site's library
    process                 parent process: starts the reader and ends it when it exceeds a limit
    reader  reader_limits   child process
    formats                 which function reads which file type
    pdf docx html ...       one module or package for each format
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # These need Django, which the reader process does without.
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
