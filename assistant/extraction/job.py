"""What a reader is given to do, and where it says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


def _unheard(done: int, total: int) -> None:
    """Nobody asked."""


@dataclass(kw_only=True)
class Job:
    """One file to read: its limits, the help there is, and what is reported on the way."""

    #: The name's ending, such as ".pdf", in small letters.
    suffix: str = ""
    #: Pages, slides or chapters of a file at most.
    max_pages: int = 5_000
    #: Path of the tesseract command; empty: scanned pages are not read.
    tesseract: str = ""
    #: Its languages, in its own codes.
    ocr_languages: tuple[str, ...] = ()
    #: Seconds that a scanned page, and all of them, may take.
    ocr_page_time: float = 60.0
    ocr_time: float = 900.0
    #: Told of each page: how many are read, and of how many.
    progress: Callable[[int, int], None] = _unheard
    #: Told before the first scanned page is read, which takes far longer than others.
    scanning: Callable[[], None] = lambda: None
    #: Numbers of the pages that show a picture of text which could not be read.
    unread: list[int] = field(default_factory=list)
