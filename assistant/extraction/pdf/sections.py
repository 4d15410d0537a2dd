"""PDF to sections, page by page, with PDFium.

Pages are read once, in groups: running heads are told by their neighbours, and no more than a
group is held in memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from assistant.extraction.job import Job
from assistant.extraction.ocr import Scanner
from assistant.extraction.outline import Outline
from assistant.extraction.pdf.headings import Headings
from assistant.extraction.pdf.layout import Line, page_lines
from assistant.extraction.pdf.paragraphs import paragraphs
from assistant.extraction.pdf.runs import page_runs
from assistant.extraction.pdf.structure import page_structure
from assistant.extraction.refusal import DAMAGED, LOCKED, SIZE, Refused
from assistant.types import Section

#: Pages that are looked at together.
_GROUP = 40
#: A page with fewer letters than this whose picture covers this share of it is a scanned one.
_FEW_LETTERS, _MOST_OF_IT = 60, 0.5
_NUMBERS = re.compile(r"\d+")
_LEADERS = re.compile(r"(?:[.·…_]\s?){4,}")
#: PDFium's code for a wrong or missing password.
_PASSWORD = 4


class _Page(NamedTuple):
    number: int
    lines: list[Line]


def pdf_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """The sections of each page, numbered from 1; running heads and page numbers are left out.

    Raises Refused: locked, damaged, or size for too many pages. Scanned pages that can't be read
    are noted in `job.unread`.
    """
    import pypdfium2

    job = job or Job()
    if b"%PDF-" not in content[:1_024]:
        raise Refused(DAMAGED, "not a PDF")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        reason = LOCKED if getattr(error, "err_code", 0) == _PASSWORD else DAMAGED
        raise Refused(reason, "PDFium does not open it") from error
    try:
        yield from _sections(document, job)
    finally:
        document.close()


def _sections(document: Any, job: Job) -> Iterator[Section]:
    total = len(document)
    if total > job.max_pages:
        raise Refused(SIZE, f"{total} pages")
    headings = Headings(document)
    outline = Outline()
    scanner = Scanner(job)
    group: list[_Page] = []
    running: set[str] = set()
    for number in range(1, total + 1):
        group.append(_Page(number, _read_page(document, number, scanner, job)))
        job.progress(number, total)
        if len(group) == _GROUP or number == total:
            body = _body(group)
            running = _running_lines(group, running, body)
            kept = [page._replace(lines=_without(page.lines, running, body)) for page in group]
            for page in kept:
                headings.learn(page.lines, first_page=page.number == 1)
            for page in kept:
                _add_page(page, headings, outline)
                yield from outline.take()
            group = []
    yield from outline.finish()


def _read_page(document: Any, number: int, scanner: Scanner, job: Job) -> list[Line]:
    page = document[number - 1]
    try:
        runs = page_runs(page, page_structure(page))
        letters = sum(char.isalnum() for run in runs for char in run.text)
        if letters < _FEW_LETTERS and _is_scanned(page, letters):
            text = scanner.text(page)
            if text is None:
                job.unread.append(number)
            elif text.strip():
                return _scanned_lines(text)
        return page_lines(runs) if runs else []
    finally:
        page.close()


def _is_scanned(page: Any, letters: int) -> bool:
    """Whether a picture is most of what the page shows."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    for image in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = image.get_bounds()
        covered = (right - left) * (top - bottom) / max(width * height, 1)
        if not letters or covered > _MOST_OF_IT:
            return True
    return False


def _scanned_lines(text: str) -> list[Line]:
    lines: list[Line] = []
    widest = max(len(line) for line in text.splitlines())
    apart = False
    for line in text.splitlines():
        if line.strip():
            share = len(line) / widest
            lines.append(Line(" ".join(line.split()), 0, apart=apart, share=share))
        apart = not line.strip()
    return lines


def _add_page(page: _Page, headings: Headings, outline: Outline) -> None:
    outline.start_page(page.number)
    plain: list[Line] = []
    #: Headings that no text has followed yet: a page of nothing else is text.
    titles: list[str] = []
    wrote = False
    for heading, lines in headings.parts(page.lines, first_page=page.number == 1):
        plain = [line._replace(text=_LEADERS.sub(" … ", line.text)) for line in lines]
        if heading is None:
            for text in paragraphs(plain):
                outline.line(text)
            wrote = True
        else:
            (title,) = paragraphs([line._replace(share=1, apart=False) for line in plain])[:1]
            outline.heading(heading, title)
            if heading == 0:
                outline.line(title)
            titles.append(title)
    if not wrote:
        for title in titles:
            outline.line(title)


def _shape(line: Line, body: float) -> str:
    """The line with its numbers taken out: "Page 3 of 9" and "Page 4 of 9" have one shape.

    Not those of large letters: "Chapter 3" and "Chapter 4" are headings.
    """
    return line.text if line.size > 1.1 * body else _NUMBERS.sub("#", line.text)


def _body(pages: list[_Page]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _without(lines: list[Line], running: set[str], body: float) -> list[Line]:
    """The lines but for running heads, which stand at the page's edges only."""
    return [
        line
        for n, line in enumerate(lines)
        if _shape(line, body) not in running or 3 <= n < len(lines) - 3
    ]


def _running_lines(pages: list[_Page], before: set[str], body: float) -> set[str]:
    """Shapes of first and last lines on more than half of the pages, or of the left or right ones.

    At least three pages have to be looked at; a last group that is smaller takes what was found
    `before`.
    """
    found = set(before) if len(pages) < _GROUP else set()
    for chosen in (pages, pages[::2], pages[1::2]):
        if len(chosen) < 3:
            continue
        edges: Counter[str] = Counter()
        for page in chosen:
            edges.update({_shape(line, body) for line in page.lines[:2] + page.lines[-2:]})
        found |= {shape for shape, count in edges.items() if count > len(chosen) / 2}
    return found
