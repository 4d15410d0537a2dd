"""Make the sample documents from their Markdown: `python -m cms.demo.build_documents`.

Needs reportlab (for development only) and the DejaVu fonts, whose licence allows embedding; only
the letters in use go into a file. Run it after a change in `documents/source`, then commit both.
"""

import datetime
from pathlib import Path

from docx import Document as WordDocument
from markdown_it import MarkdownIt
from markdown_it.token import Token
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from cms.demo.files import DocumentFile, document_files

FONTS_DIR = Path("/usr/share/fonts/truetype/dejavu")
MARGIN = 2.5 * cm
TEXT = ParagraphStyle("text", fontName="DejaVu", fontSize=11, leading=16, spaceAfter=8)
HEADINGS = {
    "h1": ParagraphStyle("h1", TEXT, fontName="DejaVu-Bold", fontSize=20, leading=26),
    "h2": ParagraphStyle("h2", TEXT, fontName="DejaVu-Bold", fontSize=14, leading=20),
}
GRID = TableStyle(
    [("GRID", (0, 0), (-1, -1), 0.5, "#888888"), ("BACKGROUND", (0, 0), (-1, 0), "#e8eef2")]
)


def parts_of(text: str) -> list[tuple[str, object]]:
    """The text as (kind, value): h1, h2, text, ol/ul with items, table with rows, break."""
    parts: list[tuple[str, object]] = []
    items: list[str] | None = None
    rows: list[list[str]] = []
    previous: Token | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        match token.type:
            case "hr":
                parts.append(("break", None))
            case "bullet_list_open" | "ordered_list_open":
                items = []
                parts.append((token.tag, items))
            case "bullet_list_close" | "ordered_list_close":
                items = None
            case "table_open":
                rows = []
                parts.append(("table", rows))
            case "tr_open":
                rows.append([])
            case "inline" if previous is not None:
                if previous.tag in ("th", "td"):
                    rows[-1].append(token.content)
                elif items is not None:
                    items.append(token.content)
                else:
                    kind = previous.tag if previous.tag in HEADINGS else "text"
                    parts.append((kind, token.content))
        previous = token
    return parts


class _NumberedPages(SimpleDocTemplate):
    """Puts the page number last, where it does not come before the text when that is read out."""

    def afterPage(self) -> None:
        self.canv.setFont("DejaVu", 9)
        self.canv.drawCentredString(A4[0] / 2, 1.2 * cm, str(self.page))


def build_pdf(document: DocumentFile) -> None:
    """Write the PDF of a document; the same text gives the same bytes."""
    flow: list = []
    for kind, value in parts_of(document.text):
        match kind:
            case "break":
                flow.append(PageBreak())
            case "ol" | "ul":
                for number, item in enumerate(value, start=1):
                    mark = f"{number}." if kind == "ol" else "•"
                    style = ParagraphStyle("item", TEXT, leftIndent=18)
                    flow.append(Paragraph(item, style, bulletText=mark))
            case "table":
                width = (A4[0] - 2 * MARGIN) / len(value[0])
                cells = [[Paragraph(cell, TEXT) for cell in row] for row in value]
                flow += [Table(cells, colWidths=[width] * len(value[0]), style=GRID), Spacer(1, 12)]
            case _:
                flow.append(Paragraph(value, HEADINGS.get(kind, TEXT)))

    _NumberedPages(
        str(document.file),
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        title=document.title,
        lang=document.language,
        invariant=1,
    ).build(flow)


def build_docx(document: DocumentFile) -> None:
    """Write the Word file of a document."""
    word = WordDocument()
    word.core_properties.title = document.title
    word.core_properties.author = "TVET Hub"
    word.core_properties.language = document.language
    word.core_properties.created = datetime.datetime(2026, 1, 1)
    for kind, value in parts_of(document.text):
        match kind:
            case "break":
                word.add_page_break()
            case "h1" | "h2":
                word.add_heading(value, level=int(kind[1]))
            case "ol" | "ul":
                for item in value:
                    style = "List Number" if kind == "ol" else "List Bullet"
                    word.add_paragraph(item, style=style)
            case "table":
                table = word.add_table(rows=0, cols=len(value[0]), style="Table Grid")
                for row in value:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = text
            case _:
                word.add_paragraph(value)
    word.save(str(document.file))


def build() -> None:
    """Write every document of the sample content."""
    pdfmetrics.registerFont(TTFont("DejaVu", FONTS_DIR / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont("DejaVu-Bold", FONTS_DIR / "DejaVuSans-Bold.ttf"))
    for document in document_files():
        if build_file := {"pdf": build_pdf, "docx": build_docx}.get(document.format):
            build_file(document)


if __name__ == "__main__":
    build()
