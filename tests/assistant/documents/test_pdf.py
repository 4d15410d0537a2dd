"""PDFs as programs write them: the order of reading, headings, tables, and many scripts."""

from __future__ import annotations

import io

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from assistant.extraction.pdf.sections import pdf_sections
from assistant.types import Section
from tests.assistant.documents.making import read_file, texts
from tests.benchmarks.reading_documents import long_pdf

pytestmark = pytest.mark.unit

STYLES = getSampleStyleSheet()
PROSE = "The school of the valley trains carpenters of both banks of the river for its towns."


def paragraph(text: str, style: str = "Normal") -> Paragraph:
    return Paragraph(text, STYLES[style])


def drawn(draw, *, pages: int = 1, size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF whose pages `draw` fills, given the canvas and the page's number."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for number in range(1, pages + 1):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_columns_are_read_one_after_the_other_below_a_title_across_both():
    def head(canvas, document):
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(72, 780, "A study of the trades of the valley and its towns")

    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=(595, 842))
    width = document.width / 2 - 8
    frames = [
        Frame(left, document.bottomMargin, width, document.height - 30)
        for left in (document.leftMargin, document.leftMargin + width + 16)
    ]
    document.addPageTemplates([PageTemplate(frames=frames, onPage=head)])
    story = []
    for chapter in range(1, 5):
        story.append(paragraph(f"Chapter {chapter}", "Heading2"))
        story += [paragraph(f"Number {chapter}.{n}. {PROSE} {PROSE} End.") for n in range(3)]
    document.build(story)
    sections = list(pdf_sections(out.getvalue()))

    assert sections[0].text == "A study of the trades of the valley and its towns"
    assert [section.heading for section in sections[1:]] == [f"Chapter {n}" for n in range(1, 5)]
    for chapter, section in enumerate(sections[1:], 1):
        lines = section.text.split("\n")
        assert [line.split(" The ")[0] for line in lines] == [
            f"Number {chapter}.{n}." for n in range(3)
        ]
        assert all(line.endswith(" End.") for line in lines)


def test_the_rows_of_a_table_are_lines_headed_by_its_columns_with_wrapped_cells_whole():
    rows = [
        ["Course", "Weeks", "Fee"],
        ["Baking", "14", "none"],
        [paragraph("Boat building with a name that is wrapped"), "40",
         paragraph("120 euros, or nothing for those who have none")],
        ["Masonry", "8", "10 euros"],
    ]  # fmt: skip
    look = [("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"), ("GRID", (0, 0), (-1, -1), 1,
            colors.grey)]  # fmt: skip
    out = io.BytesIO()
    table = Table(rows, colWidths=[140, 80, 150], style=look)
    SimpleDocTemplate(out).build(
        [paragraph(PROSE * 3), Spacer(1, 12), table, Spacer(1, 12), paragraph(PROSE * 2)]
    )
    assert texts(pdf_sections(out.getvalue()))[0].split("\n")[1:-1] == [
        "Baking; Weeks: 14; Fee: none",
        "Boat building with a name that is wrapped; Weeks: 40; "
        "Fee: 120 euros, or nothing for those who have none",
        "Masonry; Weeks: 8; Fee: 10 euros",
    ]


def test_headings_are_told_by_the_size_of_their_letters_and_go_on_over_pages():
    def draw(canvas, number):
        y = 780
        if number == 1:
            lines = [("Helvetica-Bold", 20, "The plan"), ("Helvetica-Bold", 14, "Fees")]
        else:
            lines = [("Helvetica-Bold", 12, "For women")]
        for font, size, text in lines:
            canvas.setFont(font, size)
            canvas.drawString(60, y, text)
            y -= 30
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, y, f"They are low, as page {number} says, and {PROSE}")

    sections = list(pdf_sections(drawn(draw, pages=2)))
    assert [(s.page, s.heading) for s in sections] == [
        (1, ""), (1, "Fees"), (2, "Fees › For women"),
    ]  # fmt: skip
    assert sections[0].text == "The plan"


def test_an_outline_tells_headings_that_look_like_other_lines():
    def draw(canvas, number):
        canvas.setFont("Helvetica", 10)
        for n, (key, title, level) in enumerate([("a", "1 Fees", 0), ("b", "1.1 Women", 1)]):
            canvas.bookmarkPage(key)
            canvas.addOutlineEntry(title, key, level)
            canvas.drawString(60, 700 - 60 * n, title)
            canvas.drawString(60, 680 - 60 * n, f"Of {key}: {PROSE}")

    sections = list(pdf_sections(drawn(draw)))
    assert [section.heading for section in sections] == ["1 Fees", "1 Fees › 1.1 Women"]


def test_running_heads_of_left_and_right_pages_are_left_out_and_numbered_headings_are_not():
    def draw(canvas, number):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, 810, "The left head" if number % 2 else "The right head")
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 770, f"Chapter {number}")
        canvas.setFont("Helvetica", 10)
        for n in range(8):
            canvas.drawString(60, 740 - 14 * n, f"Line {n} of page {number}. {PROSE}")
        canvas.drawString(300, 30, f"- {number} -")

    sections = list(pdf_sections(drawn(draw, pages=8)))
    assert [section.heading for section in sections] == [f"Chapter {n}" for n in range(1, 9)]
    assert not any("head" in section.text or "- " in section.text for section in sections)


def test_a_page_that_is_turned_is_read_as_it_is_shown():
    def draw(canvas, number):
        canvas.setPageRotation(90)
        canvas.rotate(90)
        for n in range(4):
            canvas.drawString(60, -60 - 14 * n, f"Row {n} of the turned page.")

    assert texts(pdf_sections(drawn(draw)))[0].split() == [
        word for n in range(4) for word in f"Row {n} of the turned page.".split()
    ]


def test_a_locked_a_damaged_and_a_misnamed_pdf_are_refused_with_the_reason():
    out = io.BytesIO()
    Canvas(out, encrypt="secret").save()
    from assistant.extraction.unreadable_file import UnreadableFile

    whole = drawn(lambda canvas, number: canvas.drawString(60, 700, "Text."))
    for content, reason in [
        (out.getvalue(), "locked"), (whole[:30], "damaged"), (b"PK\x03\x04", "damaged"),
    ]:  # fmt: skip
        with pytest.raises(UnreadableFile) as refused:
            list(pdf_sections(content))
        assert refused.value.reason == reason


def test_a_long_file_is_read_page_by_page_in_little_memory():
    told: list[tuple[int, int]] = []
    read = read_file(
        long_pdf(500), ".pdf", seconds=120, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(n, 500) for n in range(1, 501)]
    assert [section.page for section in read.sections] == list(range(1, 501))
    assert read.sections[-1].heading == "Chapter 500"
    assert isinstance(read.sections[0], Section)
    # 0 where the system does not say.
    assert read.peak_memory < 120_000_000
