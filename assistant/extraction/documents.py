"""A file of the site's document library to sections."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from assistant.conf import settings
from assistant.extraction.docx import docx_sections
from assistant.extraction.html import html_sections
from assistant.extraction.pdf import pdf_sections
from assistant.types import Section


class UnreadableDocument(Exception):
    """The file's text can't be had; the message says why, for an editor."""


def document_sections(document: Any) -> list[Section]:
    """The sections of a Wagtail document; a PDF's carry their page numbers.

    Raises UnreadableDocument for a type that is not read, a damaged or locked file, one over the
    size limit, or one without text.
    """
    suffix = PurePath(document.filename).suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise UnreadableDocument(
            _("Files of type %(type)s are not read.") % {"type": suffix or "?"}
        )
    if document.file.size > settings.max_document_size:
        raise UnreadableDocument(_("The file is too large to be read."))
    with document.open_file() as file:
        content = file.read()
    try:
        sections = reader(content)
    except Exception as error:
        # Parsers meet broken files with whatever exception; the editor needs one sentence.
        raise UnreadableDocument(
            _("The file is damaged, locked by a password, or not what its name says.")
        ) from error
    if not sections:
        raise UnreadableDocument(_("No text was found. Is it a scanned document?"))
    return sections


def _text_sections(content: bytes) -> list[Section]:
    text = content.decode("utf-8-sig", errors="replace").replace("\x00", "")
    return [Section(text=text)] if text.strip() else []


def _markdown_sections(content: bytes) -> list[Section]:
    from markdown_it import MarkdownIt

    return html_sections(MarkdownIt("js-default").render(content.decode("utf-8-sig", "replace")))


def _html_file_sections(content: bytes) -> list[Section]:
    return html_sections(io.TextIOWrapper(io.BytesIO(content), "utf-8", errors="replace").read())


_READERS: dict[str, Callable[[bytes], list[Section]]] = {
    ".pdf": pdf_sections,
    ".docx": docx_sections,
    ".txt": _text_sections,
    ".md": _markdown_sections,
    ".html": _html_file_sections,
}
