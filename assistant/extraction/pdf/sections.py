"""Reads a PDF into sections, page by page, with PDFium.

Pages are read once, in groups: running heads are recognised by comparing neighbouring pages, and
only one group is held in memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from assistant.extraction.job import Job
from assistant.extraction.ocr import PageOcr
from assistant.extraction.pdf.headings import Headings
from assistant.extraction.pdf.layout import Line, page_lines
from assistant.extraction.pdf.paragraphs import paragraphs
from assistant.extraction.pdf.runs import page_runs
from assistant.extraction.pdf.structure import page_structure
from assistant.extraction.section_builder import SectionBuilder
from assistant.extraction.unreadable_file import DAMAGED, LOCKED, SIZE, UnreadableFile
from assistant.types import Section

#: Number of pages in a group.
_GROUP = 40
#: A page with fewer letters than this, and a picture that covers more than this share of it, is a
#: scanned page.
_FEW_LETTERS, _MOST_OF_IT = 60, 0.5
_NUMBERS = re.compile(r"\d+")
_LEADERS = re.compile(r"(?:[.·…_]\s?){4,}")
#: PDFium's error code for a wrong or missing password.
_PASSWORD = 4


class _Page(NamedTuple):
    """A page number, from 1, and the page's lines."""

    number: int
    lines: list[Line]


def pdf_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of each page, numbered from 1, without running heads and page numbers.

    Raises UnreadableFile: LOCKED, DAMAGED, or SIZE for too many pages. The numbers of scanned pages
    that can't be read are added to `job.unread_pages`.
    """
    job = job or Job()
    if b"%PDF-" not in content[:1_024]:
        raise UnreadableFile(DAMAGED, "not a PDF")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        reason = LOCKED if getattr(error, "err_code", 0) == _PASSWORD else DAMAGED
        raise UnreadableFile(reason, "PDFium does not open it") from error
    try:
        yield from _sections(document, job)
    finally:
        document.close()


def _sections(document: Any, job: Job) -> Iterator[Section]:
    """Read the pages of an open document in groups and yield their sections."""
    total = len(document)
    if total > job.max_pages:
        raise UnreadableFile(SIZE, f"{total} pages")
    headings = Headings(document)
    builder = SectionBuilder()
    scanner = PageOcr(job)
    group: list[_Page] = []
    running: set[str] = set()
    for number in range(1, total + 1):
        group.append(_Page(number, _read_page(document, number, scanner, job)))
        job.progress(number, total)
        if len(group) == _GROUP or number == total:
            body = _body_size(group)
            running = _running_lines(group, running, body)
            kept = [
                page._replace(lines=_without_running_heads(page.lines, running, body))
                for page in group
            ]
            for page in kept:
                headings.learn(page.lines, first_page=page.number == 1)
            for page in kept:
                _add_page(page, headings, builder)
                yield from builder.take()
            group = []
    yield from builder.finish()


def _read_page(document: Any, number: int, scanner: PageOcr, job: Job) -> list[Line]:
    """Return the lines of a page, by OCR if it is a scanned one."""
    page = document[number - 1]
    try:
        runs = page_runs(page, page_structure(page))
        letters = sum(char.isalnum() for run in runs for char in run.text)
        if letters < _FEW_LETTERS and _is_scanned(page, letters):
            text = scanner.text(page)
            if text is None:
                job.unread_pages.append(number)
            elif text.strip():
                return _scanned_lines(text)
        return page_lines(runs) if runs else []
    finally:
        page.close()


def _is_scanned(page: Any, letters: int) -> bool:
    """Return whether a picture covers most of the page, or, without letters, whether it has any."""
    width, height = page.get_size()
    for image in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = image.get_bounds()
        covered = (right - left) * (top - bottom) / max(width * height, 1)
        if not letters or covered > _MOST_OF_IT:
            return True
    return False


def _scanned_lines(text: str) -> list[Line]:
    """Return the lines of a text that OCR has read."""
    lines: list[Line] = []
    widest = max(len(line) for line in text.splitlines())
    apart = False
    for line in text.splitlines():
        if line.strip():
            share = len(line) / widest
            lines.append(Line(" ".join(line.split()), 0, after_gap=apart, width_share=share))
        apart = not line.strip()
    return lines


def _add_page(page: _Page, headings: Headings, builder: SectionBuilder) -> None:
    """Add the headings and paragraphs of a page to the builder."""
    builder.start_page(page.number)
    plain: list[Line] = []
    #: The page's headings. A page with nothing but headings keeps them as its text.
    titles: list[str] = []
    wrote = False
    for heading, lines in headings.split(page.lines, first_page=page.number == 1):
        plain = [line._replace(text=_LEADERS.sub(" … ", line.text)) for line in lines]
        if heading is None:
            for text in paragraphs(plain):
                builder.line(text)
            wrote = True
        else:
            (title,) = paragraphs(
                [line._replace(width_share=1, after_gap=False) for line in plain]
            )[:1]
            builder.heading(heading, title)
            if heading == 0:
                builder.line(title)
            titles.append(title)
    if not wrote:
        for title in titles:
            builder.line(title)


def _line_pattern(line: Line, body: float) -> str:
    """Return the line with its numbers replaced, so that "Page 3 of 9" equals "Page 4 of 9".

    Numbers in larger letters stay: "Chapter 3" and "Chapter 4" are different headings.
    """
    return line.text if line.size > 1.1 * body else _NUMBERS.sub("#", line.text)


def _body_size(pages: list[_Page]) -> float:
    """Return the size of most letters, in points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _without_running_heads(lines: list[Line], running: set[str], body: float) -> list[Line]:
    """Return the lines without the running heads among the first and last three."""
    return [
        line
        for n, line in enumerate(lines)
        if _line_pattern(line, body) not in running or 3 <= n < len(lines) - 3
    ]


def _running_lines(pages: list[_Page], before: set[str], body: float) -> set[str]:
    """Return the shapes of lines that repeat at the top or bottom of more than half of the pages.

    All pages, those on the left and those on the right are looked at separately, each only if there
    are at least three. A last group smaller than the others also takes the shapes found `before`.
    """
    found = set(before) if len(pages) < _GROUP else set()
    for chosen in (pages, pages[::2], pages[1::2]):
        if len(chosen) < 3:
            continue
        edges: Counter[str] = Counter()
        for page in chosen:
            edges.update({_line_pattern(line, body) for line in page.lines[:2] + page.lines[-2:]})
        found |= {shape for shape, count in edges.items() if count > len(chosen) / 2}
    return found
