"""Reads a page or document into sections: headings, text, and where to open them.

Knows how to read; refuses to know who may read it or what becomes of the text.
"""

from assistant.extraction.documents import document_sections
from assistant.extraction.pages import page_sections

__all__ = ["document_sections", "page_sections"]
