"""Describes one file to read: its limits, the OCR available, and where progress is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


def _ignore_progress(done: int, total: int) -> None:
    """Ignore the progress; used where nobody asks for it."""


@dataclass(kw_only=True)
class Job:
    """One file to read, with its limits and the callbacks that are told of its progress."""

    #: The file name's ending in lower case, such as ".pdf".
    suffix: str = ""
    #: Most pages, slides or chapters that a file may have.
    max_pages: int = 5_000
    #: Path of the `tesseract` command; if empty, scanned pages are not read.
    tesseract: str = ""
    #: Installed languages of tesseract that are to be used, in its own codes.
    ocr_languages: tuple[str, ...] = ()
    #: Most seconds that OCR may take for one page, and for all pages together.
    ocr_page_time: float = 60.0
    ocr_time: float = 900.0
    #: Called after each page with the number of pages read and of all pages.
    progress: Callable[[int, int], None] = _ignore_progress
    #: Called before the first scanned page is read, because OCR takes far longer than other pages.
    scanning: Callable[[], None] = lambda: None
    #: Numbers of the pages that show text as a picture that could not be read.
    unread_pages: list[int] = field(default_factory=list)
