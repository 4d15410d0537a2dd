"""Fonts inside a PDF file: only the glyphs that were drawn, with the text they stand for."""

from __future__ import annotations

import zlib
from typing import Any

import pydyf

from cms.typesetting.fonts import Typeface


class EmbeddedFont:
    """A font as a PDF document uses it.

    Each pair of a glyph and a text that it stood for has its own code, so that the file can say
    what was written even where one shape stands for several letters.
    """

    def __init__(self, number: int, typeface: Typeface) -> None:
        self.typeface = typeface
        self.key = f"F{number}"
        self._truetype = "glyf" in typeface.face.table_tags
        self._codes: dict[tuple[int, str], int] = {}
        self._widths: dict[int, float] = {}
        self._glyphs: list[int] = []
        self._numbers: dict[int, int] = {}

    def width(self, glyph: int) -> float:
        """The glyph's own width in thousandths of an em."""
        if glyph not in self._widths:
            advance = self.typeface.font.get_glyph_h_advance(glyph)
            self._widths[glyph] = round(advance * 1000 / self.typeface.upem, 2)
        return self._widths[glyph]

    def code(self, glyph: int, text: str) -> int:
        """The provisional number of a glyph which stands for a text here; see `final`."""
        return self._codes.setdefault((glyph, text), len(self._codes) + 1)

    def final(self, code: int) -> int:
        """The number that draws it in the file, known once the font is written.

        A TrueType font finds its glyphs through a table; the other kind has one number for each.
        """
        return code if self._truetype else self._numbers[self._glyphs[code - 1]]

    def write(self, pdf: pydyf.PDF) -> pydyf.Dictionary:
        """Add the font's objects to the file and give its dictionary."""
        self._glyphs = [glyph for glyph, _text in self._codes]
        face = self._subset()
        truetype = self._truetype
        name = f"/{_tag(self._codes)}+{self.typeface.path.stem.split('[')[0]}"
        data = bytes(face.blob.data) if truetype else bytes(face.reference_table("CFF ").data)
        extra = {"Length1": len(data)} if truetype else {"Subtype": "/CIDFontType0C"}
        file = pydyf.Stream([data], extra=extra, compress=True)
        pdf.add_object(file)
        descriptor = self._descriptor(name, file, truetype=truetype)
        pdf.add_object(descriptor)
        widths = pydyf.Array()
        by_code = {self.final(code): glyph for (glyph, _text), code in self._codes.items()}
        for code, glyph in sorted(by_code.items()):
            widths.extend([code, pydyf.Array([self.width(glyph)])])
        descendant = pydyf.Dictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2" if truetype else "/CIDFontType0",
                "BaseFont": name,
                "CIDSystemInfo": pydyf.Dictionary(
                    {
                        "Registry": pydyf.String("Adobe"),
                        "Ordering": pydyf.String("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": descriptor.reference,
                "DW": 0,
                "W": widths,
            }
        )
        if truetype:
            glyphs = pydyf.Stream([self._glyphs_by_code()], compress=True)
            pdf.add_object(glyphs)
            descendant["CIDToGIDMap"] = glyphs.reference
        pdf.add_object(descendant)
        unicode_map = pydyf.Stream([self._unicode_map()], compress=True)
        pdf.add_object(unicode_map)
        font = pydyf.Dictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": pydyf.Array([descendant.reference]),
                "ToUnicode": unicode_map.reference,
            }
        )
        pdf.add_object(font)
        return font

    def _subset(self) -> Any:
        import uharfbuzz

        wanted = uharfbuzz.SubsetInput()
        for glyph in (0, *self._glyphs):
            wanted.glyph_set.add(glyph)
        wanted.flags = (
            uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
            | uharfbuzz.SubsetFlags.NO_HINTING
            | uharfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
        )
        for tag in ("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "vhea", "vmtx", "VORG"):
            wanted.drop_table_tag_set.add(int.from_bytes(tag.encode(), "big"))
        face = self.typeface.face
        if face.axis_infos:
            wanted.pin_all_axes_to_default(face)
            wanted.pin_axis_location(face, "wght", float(self.typeface.weight))
        plan = uharfbuzz.SubsetPlan(face, wanted)
        self._numbers = dict(plan.old_to_new_glyph_mapping)
        return plan.execute()

    def _descriptor(self, name: str, file: pydyf.Stream, *, truetype: bool) -> pydyf.Dictionary:
        extents = self.typeface.font.get_font_extents("ltr")
        em = 1000 / self.typeface.upem
        ascent, descent = round(extents.ascender * em), round(extents.descender * em)
        return pydyf.Dictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": 4,
                "FontBBox": pydyf.Array([-1000, descent, 2000, ascent]),
                "ItalicAngle": 0,
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": round(ascent * 0.7),
                "StemV": 140 if self.typeface.weight >= 700 else 80,
                "FontFile2" if truetype else "FontFile3": file.reference,
            }
        )

    def _glyphs_by_code(self) -> bytes:
        numbers = (self._numbers[glyph] for glyph in self._glyphs)
        return b"\0\0" + b"".join(number.to_bytes(2, "big") for number in numbers)

    def _unicode_map(self) -> bytes:
        texts = {self.final(code): text for (_glyph, text), code in self._codes.items() if text}
        rows = [
            f"<{code:04x}> <{text.encode('utf-16-be').hex()}>"
            for code, text in sorted(texts.items())
        ]
        blocks = "\n".join(
            f"{len(rows[at : at + 100])} beginbfchar\n" + "\n".join(rows[at : at + 100])
            + "\nendbfchar"
            for at in range(0, len(rows), 100)
        )  # fmt: skip
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            f"{blocks}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode("ascii")


def _tag(codes: dict[tuple[int, str], int]) -> str:
    """The six letters that name a subset: the same for the same glyphs."""
    number = zlib.crc32(repr(sorted(codes)).encode())
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))
