"""Reads HTML and Markdown files into sections, in whatever encoding they are."""

from __future__ import annotations

from collections.abc import Iterator

from bs4.dammit import EncodingDetector
from markdown_it import MarkdownIt

from assistant.extraction.html import html_sections
from assistant.extraction.job import Job
from assistant.extraction.text_files import BYTE_ORDER_MARKS, decode
from assistant.types import Section


def markdown_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of a Markdown file, split at its headings."""
    yield from _html_sections(MarkdownIt("js-default").render(decode(content)))


def html_file_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of an HTML file, split at its headings."""
    yield from _html_sections(_decode_html(content))


def _html_sections(html: str) -> list[Section]:
    """Split HTML at its headings, with the first-level ones in the path if there are several."""
    # Several first-level headings are chapters; a single one is the file's own title.
    return html_sections(html, with_title=html.lower().count("<h1") > 1)


def _decode_html(content: bytes) -> str:
    """Decode an HTML file by the encoding it declares, or like any text if that fails."""
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    if declared and not content.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)):
        try:
            return content.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass  # A declaration may be wrong; the text is then looked at like any other.
    return decode(content)
