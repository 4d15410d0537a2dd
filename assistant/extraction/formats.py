"""Lists the file types that are read, and the function that reads each.

The functions are imported by the reader process only, one when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

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
    ".html": "html_files:html_file_sections",
    ".htm": "html_files:html_file_sections",
    ".md": "html_files:markdown_sections",
    ".csv": "text_files:csv_sections",
    ".txt": "text_files:text_sections",
}
SUFFIXES = frozenset(_READERS)


def reader_for(suffix: str) -> Reader:
    """Return the function that reads files with this ending. Raises KeyError for other endings."""
    module, _, name = _READERS[suffix].partition(":")
    found: Reader = getattr(import_module(f"assistant.extraction.{module}"), name)
    return found
