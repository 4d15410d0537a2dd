"""Reads PDF files back with PDFium: their text, where it stands, and their structure."""

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

from cms import typesetting


def plan_file(language="en", **data):
    """A file of the plan's template with nothing in it but what is given."""
    nothing = {
        "title": "A plan", "author": "", "facts": [], "url": "", "introduction": "",
        "progress": None, "sections": [], "footer": "",
    }  # fmt: skip
    return typesetting.pdf("plan.typ", {**nothing, **data}, language=language)


def table_file(rows, language="en", shares=(1, 5)):
    """A file with one table under "First" and "Second"; by default the first column is narrow."""
    labels = ("First", "Second", "Third")
    columns = [
        {"label": label, "share": share} for label, share in zip(labels, shares, strict=False)
    ]
    return plan_file(language, sections=[{"title": "Table", "columns": columns, "rows": rows}])


def pages_of(data):
    """The text of each page as PDFium copies it."""
    return [
        page.get_textpage().get_text_range().replace("\r", "")
        for page in pypdfium2.PdfDocument(data)
    ]


def letters_of(data, page=0):
    """The letters of a page with their left, bottom, right and top."""
    words = pypdfium2.PdfDocument(data)[page].get_textpage()
    for index in range(words.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(words.raw, index))
        if letter not in "\r\n":
            yield letter, words.get_charbox(index)


def _said(function, element):
    size = function(element, None, 0)
    if not size:
        return ""
    buffer = (ctypes.c_uint16 * (size // 2 + 1))()
    function(element, buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le").rstrip("\0")


def structure(page):
    """The page's structure elements as (type, alternative text), in reading order."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    found = []

    def walk(element):
        kind = _said(pdfium.FPDF_StructElement_GetType, element)
        found.append((kind, _said(pdfium.FPDF_StructElement_GetAltText, element)))
        for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
                walk(child)

    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    return found


def font_names(data):
    """The fonts that draw the letters of a file, and whether all are in it."""
    names, embedded = set(), True
    for page in pypdfium2.PdfDocument(data):
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=3):
            font = pdfium.FPDFTextObj_GetFont(item.raw)
            size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, size)
            names.add(buffer.value.decode().partition("+")[2] or buffer.value.decode())
            embedded = embedded and pdfium.FPDFFont_GetIsEmbedded(font) == 1
    return names, embedded
