"""A file of the site's document library to sections.

The file is copied to a temporary one and read by a process of its own, under limits of time,
memory and text: whatever it holds, it can't stop the worker.
"""

from __future__ import annotations

import tempfile
from pathlib import PurePath
from typing import IO, Any

from assistant.conf import settings
from assistant.extraction import tesseract
from assistant.extraction.formats import SUFFIXES
from assistant.extraction.process import Limits, Progress, read
from assistant.extraction.reasons import REASONS, UnreadableDocument
from assistant.extraction.refusal import HOSTILE, NO_TEXT, SIZE, TYPE, Refused
from assistant.types import Section

__all__ = ["DocumentSections", "UnreadableDocument", "document_sections"]

_CHUNK = 1 << 20


class DocumentSections(list[Section]):
    """A document's sections, and the numbers of its pages that show unread pictures of text."""

    unread: tuple[int, ...] = ()
    #: The most memory that reading took, in bytes; 0 where that is not known.
    peak_memory: int = 0


def document_sections(document: Any, progress: Progress | None = None) -> DocumentSections:
    """The sections of a Wagtail document; those of PDFs and slides carry their page numbers.

    `progress` is called while the file is read, with how many pages are, and of how many. Raises
    UnreadableDocument for a type that is not read, a locked, damaged or hostile file, one that
    takes more size, time or memory than the settings allow, or one without text. Raises
    ReaderBroken if no process can be started that reads; the storage's own errors pass.
    """
    suffix = PurePath(document.filename).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableDocument(TYPE, suffix)
    try:
        if document.file.size > settings.max_document_size:
            raise Refused(SIZE, f"{document.file.size} bytes")
        with document.open_file() as source, tempfile.TemporaryFile() as file:
            _copy(source, file)
            result = read(file, _job(suffix), _limits(), progress)
        if not result.sections:
            raise Refused(NO_TEXT)
    except Refused as error:
        # A child that was taken over could say anything.
        reason = error.reason if error.reason in REASONS else HOSTILE
        raise UnreadableDocument(reason, str(error.detail)[:200]) from error
    sections = DocumentSections(result.sections)
    sections.unread, sections.peak_memory = result.unread, result.peak_memory
    return sections


def _copy(source: Any, target: IO[bytes]) -> None:
    """Copy a storage's file by chunks: it may be far away, and need not be as large as it says."""
    left = settings.max_document_size
    for chunk in (
        source.chunks(_CHUNK)
        if hasattr(source, "chunks")
        else iter(lambda: source.read(_CHUNK), b"")
    ):
        left -= len(chunk)
        if left < 0:
            raise Refused(SIZE, f"more than {settings.max_document_size} bytes")
        target.write(chunk)
    target.flush()


def _job(suffix: str) -> dict[str, Any]:
    job = {"suffix": suffix, "max_pages": settings.max_document_pages}
    if suffix == ".pdf" and (command := tesseract.command()):
        job |= {
            "tesseract": command,
            "ocr_languages": tesseract.languages(command),
            "ocr_time": settings.ocr_time_limit,
        }
    return job


def _limits() -> Limits:
    return Limits(
        seconds=settings.document_time_limit,
        memory=settings.document_memory_limit,
        text=settings.max_document_text,
        ocr_seconds=settings.ocr_time_limit,
    )
