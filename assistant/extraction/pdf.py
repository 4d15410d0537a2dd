"""PDF to sections, page by page, with PDFium."""

from __future__ import annotations

import re
import threading
from collections import Counter

from assistant.types import Section

#: PDFium may not be called from two threads at once.
_pdfium = threading.Lock()
#: What PDFium puts for the hyphen and the line's end where a word is broken between two lines.
_BROKEN = "\x02"
_HYPHENATED = re.compile(r"(\w)[\u00ad\ufffe-]\r?\n(\w)")
_SENTENCE_END = re.compile(r"[.!?:;。！？؟…։।]['\"”’)\]]*$")


def pdf_sections(content: bytes) -> list[Section]:
    """One section a page, numbered from 1; running heads and page numbers are left out."""
    import pypdfium2

    with _pdfium:
        document = pypdfium2.PdfDocument(content)
        try:
            pages = [_page_lines(document[number]) for number in range(len(document))]
        finally:
            document.close()
    repeated = _running_lines(pages)
    sections = []
    for number, lines in enumerate(pages, start=1):
        kept = [line for line in lines if _shape(line) not in repeated]
        if text := _paragraphs(kept):
            sections.append(Section(text=text, page=number))
    return sections


def _page_lines(page) -> list[str]:  # type: ignore[no-untyped-def]  # pypdfium2 is not typed
    text = page.get_textpage().get_text_bounded().replace("\x00", "")
    text = _HYPHENATED.sub(rf"\1{_BROKEN}\2", text)
    return [" ".join(line.split()) for line in text.splitlines()]


def _shape(line: str) -> str:
    """The line with its numbers taken out: "Page 3 of 9" and "Page 4 of 9" have one shape."""
    return re.sub(r"\d+", "#", line)


def _running_lines(pages: list[list[str]]) -> set[str]:
    """Shapes of first and last lines that stand on more than half of at least three pages."""
    if len(pages) < 3:
        return set()
    edges: Counter[str] = Counter()
    for lines in pages:
        filled = [line for line in lines if line]
        edges.update({_shape(line) for line in filled[:2] + filled[-2:]})
    return {shape for shape, count in edges.items() if count > len(pages) / 2}


def _paragraphs(lines: list[str]) -> str:
    """Lines joined where a sentence runs on, so that a passage reads as written."""
    paragraphs: list[str] = []
    longest = max((len(part) for line in lines for part in line.split(_BROKEN)), default=0)
    open_paragraph = False
    for line in lines:
        if not line:
            open_paragraph = False
            continue
        if open_paragraph and not line.startswith(("•", "- ", "– ")):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        # A short line without a full stop is a heading or a table cell, not half a sentence.
        last = line.rpartition(_BROKEN)[2]
        open_paragraph = len(last) > 0.6 * longest and not (
            _SENTENCE_END.search(last) and len(last) < 0.85 * longest
        )
    return "\n".join(paragraphs).replace(_BROKEN, "")
