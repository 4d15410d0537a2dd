"""A tagged PDF document: pages, lines of text, shapes, and the structure that readers hear.

Lengths are points, measured from the top left corner of the page. Text and shapes belong to the
structure element that is open; outside any they are decoration, which a screen reader skips.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from xml.sax.saxutils import escape

import pydyf

from cms.typesetting.embedding import EmbeddedFont
from cms.typesetting.fonts import Typeface
from cms.typesetting.shaping import Line, Run
from cms.typesetting.structure import Element, Page, write_outline, write_structure

A4 = (595.28, 841.89)
BLACK = "#000000"
#: A glyph in a page that is being drawn, before its number in the file is known.
_CODE = re.compile(rb"<(F\d+):(\d+)>")


class Document:
    """A PDF file while it is drawn."""

    def __init__(
        self, *, title: str, language: str, rtl: bool = False, author: str = "",
        created: datetime | None = None, size: tuple[float, float] = A4,
    ) -> None:  # fmt: skip
        """`size` is the page's width and height; `created` has a time zone."""
        self.title, self.language, self.rtl, self.author = title, language, rtl, author
        self.created, self.size = created, size
        self.pages: list[Page] = []
        self._fonts: dict[Typeface, EmbeddedFont] = {}
        self._root = Element("Document", None, {})
        self._open = self._root
        self._outline: list[tuple[int, str, Page, float]] = []
        self.page: Page

    def add_page(self) -> None:
        """Begin a new page and draw on it."""
        self.page = Page(self.size)
        self.pages.append(self.page)

    @contextmanager
    def element(self, tag: str, **extra: object) -> Iterator[None]:
        """What is drawn inside belongs to a structure element, `tag` as PDF names it ("H1")."""
        outer = self._open
        self._open = Element(tag, outer, extra)
        outer.kids.append(self._open)
        try:
            yield
        finally:
            self._open = outer

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn inside is skipped by screen readers: rules, page numbers."""
        outer, self._open = self._open, self._root
        try:
            yield
        finally:
            self._open = outer

    def outline(self, level: int, title: str, y: float) -> None:
        """An entry of the document's outline: level 1 or 2, at this height of the page."""
        self._outline.append((level, title, self.page, y))

    def text(self, x: float, y: float, line: Line, *, size: float, colour: str = BLACK) -> None:
        """Draw a line: x is its left edge, y its base line."""
        operators = [f"BT {_rgb(colour)} rg".encode()]
        for run in line.runs:
            operators.append(self._run(x, self.page.height - y, run, size, colour))
            x += run.width * size / 1000
        self._mark([*operators, b"ET"])

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle; x and y are its top left corner."""
        bottom = self.page.height - y - height
        self._mark(
            [f"{_rgb(colour)} rg {x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f".encode()]
        )

    def frame(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw the outline of a rectangle, half a point thick."""
        bottom = self.page.height - y - height
        drawn = f"0.5 w {_rgb(colour)} RG {x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re S"
        self._mark([drawn.encode()])

    def link(self, x: float, y: float, width: float, height: float, url: str, label: str) -> None:
        """Make a rectangle a link; call it inside a "Link" element, whose text it is."""
        top = self.page.height - y
        annotation = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": pydyf.Array([x, top - height, x + width, top]),
                "Border": pydyf.Array([0, 0, 0]),
                "F": 4,
                "Contents": pydyf.String(label),
                "A": pydyf.Dictionary({"S": "/URI", "URI": pydyf.String(url)}),
            }
        )
        self._open.kids.append(annotation)
        self.page.links.append((annotation, self._open))

    def _mark(self, operators: list[bytes]) -> None:
        if self._open is self._root:
            before = b"/Artifact BMC"
        else:
            number = len(self.page.marked)
            self.page.marked.append(self._open)
            self._open.kids.append((self.page, number))
            before = f"/{self._open.tag} <</MCID {number}>> BDC".encode()
        self.page.operators += [before, *operators, b"EMC"]

    def _run(self, x: float, y: float, run: Run, size: float, colour: str) -> bytes:
        font = self._fonts.setdefault(run.typeface, EmbeddedFont(len(self._fonts), run.typeface))
        parts = [f"/{font.key} {size:.2f} Tf 1 0 0 1 {x:.3f} {y:.3f} Tm"]
        bold = run.typeface.emboldened
        parts.append(f"2 Tr {size * 0.03:.2f} w {_rgb(colour)} RG" if bold else "0 Tr")
        shown: list[str] = []
        rise = pen = drawn = 0.0

        def show() -> None:
            if shown:
                parts.append(f"[{' '.join(shown)}] TJ")
                shown.clear()

        spoken = run.stacked and not run.rtl
        if spoken:
            # Letters above and below each other do not say their order; the run says it for them.
            said = pydyf.String("".join(glyph.text for glyph in run.glyphs)).data.decode()
            parts.append(f"/Span <</ActualText {said}>> BDC")
        for glyph in run.glyphs:
            if glyph.dy != rise:
                show()
                rise = glyph.dy
                parts.append(f"{rise * size / 1000:.3f} Ts")
            if abs(move := drawn - (pen + glyph.dx)) > 0.01:
                shown.append(f"{move:.2f}")
                drawn = pen + glyph.dx
            shown.append(f"<{font.key}:{font.code(glyph.id, glyph.text)}>")
            drawn += font.width(glyph.id)
            pen += glyph.advance
        show()
        if rise:
            parts.append("0 Ts")
        if spoken:
            parts.append("EMC")
        return " ".join(parts).encode()

    def data(self) -> bytes:
        """The finished file."""
        pdf = pydyf.PDF()
        fonts = pydyf.Dictionary(
            {font.key: font.write(pdf).reference for font in self._fonts.values()}
        )
        resources = pydyf.Dictionary({"Font": fonts})
        pdf.add_object(resources)
        for page in self.pages:
            self._write_page(pdf, page, resources)
        structure = write_structure(pdf, self._root, self.pages)
        catalog = pdf.catalog
        catalog["Lang"] = pydyf.String(self.language)
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["StructTreeRoot"] = structure.reference
        viewer = pydyf.Dictionary({"DisplayDocTitle": "true"})
        if self.rtl:
            viewer["Direction"] = "/R2L"
        catalog["ViewerPreferences"] = viewer
        if self._outline:
            catalog["Outlines"] = write_outline(pdf, self._outline).reference
            catalog["PageMode"] = "/UseNone"
        metadata = pydyf.Stream(
            [self._metadata().encode()], extra={"Type": "/Metadata", "Subtype": "/XML"}
        )
        pdf.add_object(metadata)
        catalog["Metadata"] = metadata.reference
        pdf.info["Title"] = pydyf.String(self.title)
        if self.author:
            pdf.info["Author"] = pydyf.String(self.author)
        if self.created:
            pdf.info["CreationDate"] = pydyf.String(self.created.strftime("D:%Y%m%d%H%M%S"))
        output = io.BytesIO()
        pdf.write(output, version=b"1.7", identifier=True, compress=True)
        return output.getvalue()

    def _write_page(self, pdf: pydyf.PDF, page: Page, resources: pydyf.Dictionary) -> None:
        fonts = {font.key: font for font in self._fonts.values()}

        def number(match: re.Match[bytes]) -> bytes:
            font = fonts[match.group(1).decode()]
            return f"<{font.final(int(match.group(2))):04x}>".encode()

        operators = [_CODE.sub(number, operator) for operator in page.operators]
        content = pydyf.Stream(operators, compress=True)
        pdf.add_object(content)
        page.object.update(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, page.width, page.height]),
                "Resources": resources.reference,
                "Contents": content.reference,
                "Tabs": "/S",
            }
        )
        for annotation, _element in page.links:
            pdf.add_object(annotation)
        if page.links:
            page.object["Annots"] = pydyf.Array([note.reference for note, _el in page.links])
        pdf.add_page(page.object)

    def _metadata(self) -> str:
        title, language, author = escape(self.title), escape(self.language), escape(self.author)
        creator = f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
            f"{creator if author else ''}</rdf:Description></rdf:RDF></x:xmpmeta>"
            '<?xpacket end="r"?>'
        )


def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
