"""Reads a file of the site's document library into sections.

The file is copied to a temporary one and read by a process of its own, under limits of time, memory
and text, so that no file can stop the worker.
"""

from __future__ import annotations

import tempfile
from pathlib import PurePath
from typing import IO, Any

from assistant.conf import settings
from assistant.extraction import tesseract
from assistant.extraction.formats import SUFFIXES
from assistant.extraction.process import Progress, ReadingLimits, read_file
from assistant.extraction.reasons import REASONS, UnreadableDocument
from assistant.extraction.unreadable_file import HOSTILE, NO_TEXT, SIZE, TYPE, UnreadableFile
from assistant.types import Section

__all__ = ["DocumentSections", "UnreadableDocument", "document_sections"]

_CHUNK = 1 << 20


class DocumentSections(list[Section]):
    """A document's sections, and the numbers of pages whose pictures of text were not read."""

    unread_pages: tuple[int, ...] = ()
    #: Most memory that the reader process used, in bytes; 0 where the system does not tell.
    peak_memory: int = 0


def document_sections(document: Any, progress: Progress | None = None) -> DocumentSections:
    """Read a Wagtail document into sections; those of PDFs and slides carry their page numbers.

    `progress` is called while the file is read, with the number of pages read and of all pages.
    Raises UnreadableDocument for a type that is not supported, a locked, damaged or hostile file,
    one that exceeds the limits of size, time or memory in the settings, or one without text. Raises
    ReaderBroken if the reader process can't be started. Errors of the storage are passed on.
    """
    suffix = PurePath(document.filename).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableDocument(TYPE, suffix)
    try:
        if document.file.size > settings.max_document_size:
            raise UnreadableFile(SIZE, f"{document.file.size} bytes")
        with document.open_file() as source, tempfile.TemporaryFile() as file:
            _copy(source, file)
            result = read_file(file, _job_fields(suffix), _reading_limits(), progress)
        if not result.sections:
            raise UnreadableFile(NO_TEXT)
    except UnreadableFile as error:
        # The reader may have been taken over by the file: its reason is not trusted to be a known
        # one.
        reason = error.reason if error.reason in REASONS else HOSTILE
        raise UnreadableDocument(reason, str(error.detail)[:200]) from error
    sections = DocumentSections(result.sections)
    sections.unread_pages, sections.peak_memory = result.unread_pages, result.peak_memory
    return sections


def _copy(source: Any, target: IO[bytes]) -> None:
    """Copy a stored file in chunks, because it may be remote and larger than it claims.

    Raises UnreadableFile (SIZE) as soon as it exceeds the limit.
    """
    left = settings.max_document_size
    for chunk in (
        source.chunks(_CHUNK)
        if hasattr(source, "chunks")
        else iter(lambda: source.read(_CHUNK), b"")
    ):
        left -= len(chunk)
        if left < 0:
            raise UnreadableFile(SIZE, f"more than {settings.max_document_size} bytes")
        target.write(chunk)
    target.flush()


def _job_fields(suffix: str) -> dict[str, Any]:
    """Return the fields of the `Job` for a file with this ending, as JSON-compatible values."""
    job = {"suffix": suffix, "max_pages": settings.max_document_pages}
    if suffix == ".pdf" and (command := tesseract.command()):
        job |= {
            "tesseract": command,
            "ocr_languages": tesseract.languages(command),
            "ocr_time": settings.ocr_time_limit,
        }
    return job


def _reading_limits() -> ReadingLimits:
    """Return the limits that the settings put on reading one document."""
    return ReadingLimits(
        seconds=settings.document_time_limit,
        memory=settings.document_memory_limit,
        text=settings.max_document_text,
        ocr_seconds=settings.ocr_time_limit,
    )
