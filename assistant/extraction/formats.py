"""Which files are read, and by which function; the functions are imported in the reader only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from assistant.extraction.job import Job
from assistant.types import Section

Reader = Callable[[bytes, Job], Iterator[Section]]

_READERS = {
    ".pdf": "pdf.sections:pdf_sections",
    ".docx": "docx:docx_sections",
    ".pptx": "pptx:pptx_sections",
    ".xlsx": "xlsx:xlsx_sections",
    ".odt": "odt:odt_sections",
    ".epub": "epub:epub_sections",
    ".html": "text:html_file_sections",
    ".htm": "text:html_file_sections",
    ".md": "text:markdown_sections",
    ".csv": "text:csv_sections",
    ".txt": "text:text_sections",
}
SUFFIXES = frozenset(_READERS)


def reader_for(suffix: str) -> Reader:
    """The function that reads files of this ending; KeyError for others."""
    module, _, name = _READERS[suffix].partition(":")
    found: Any = getattr(import_module(f"assistant.extraction.{module}"), name)
    return found
