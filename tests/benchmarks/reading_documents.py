"""How long a book takes to be read, and how much memory.

Run `python -m tests.benchmarks.reading_documents`. For a PDF of 500 pages, or as many as are asked
for, it prints pages a second and the reader's most memory; beside it PDFium's own text in the
file's order, without columns, tables and headings.
"""

from __future__ import annotations

import argparse
import io
import time

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from tests.assistant.documents.making import read_file

_WORDS = "The school of the valley trains carpenters of both banks of the river for the towns of it"


def long_pdf(pages: int) -> bytes:
    """A PDF of full pages: a heading, forty lines of prose, a running head and a page number."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, 810, "Annual report")
        canvas.drawString(500, 810, str(page))
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 780, f"Chapter {page}")
        canvas.setFont("Helvetica", 10)
        for line in range(40):
            canvas.drawString(60, 760 - 14 * line, f"{page}.{line} {_WORDS}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="?", type=int, default=500)
    pages = parser.parse_args().pages
    content = long_pdf(pages)
    started = time.perf_counter()
    read = read_file(content, ".pdf", seconds=300)
    ours = time.perf_counter() - started
    started = time.perf_counter()
    document = pypdfium2.PdfDocument(content)
    for page in document:
        page.get_textpage().get_text_bounded()
    plain = time.perf_counter() - started
    letters = sum(len(section.text) for section in read.sections)
    print(f"{pages} pages, {letters} letters in {len(read.sections)} sections")
    print(f"read:   {ours:6.1f} s, {pages / ours:6.0f} pages/s, {read.peak_memory / 1e6:.0f} MB")
    print(f"PDFium: {plain:6.1f} s, {pages / plain:6.0f} pages/s, in this process")


if __name__ == "__main__":
    main()
