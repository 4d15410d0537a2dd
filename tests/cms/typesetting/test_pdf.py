"""Files read back with PDFium, and their structure with its own interface."""

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from cms.typesetting import fonts
from cms.typesetting.flow import Flow
from cms.typesetting.lines import Style
from cms.typesetting.pdf import Document

pytestmark = pytest.mark.unit

SENTENCES = {
    "en": "Annual action plan: trainings, reports (2026) and fi ffl",
    "fr": "Plan d’action annuel : formations, œuvres",
    "es": "Plan de acción anual: formación",
    "ar": "خطة العمل السنوية لمركز TVET لعام 2026 (المرحلة 1) لأن الإسلام",
    "zh-hans": "职业技术教育与培训中心年度行动计划（2026年）",
    "ru": "Годовой план действий центра",
    "tr": "İstanbul ığdır çalışma planı",
    "th": "แผนปฏิบัติการประจำปีของศูนย์ฝึกอบรม 2026 ที่ผู้ใช้น้ำ",
    "vi": "Kế hoạch hành động hằng năm",
    "id": "Rencana aksi tahunan",
    "km": "ផែនការសកម្មភាពប្រចាំឆ្នាំរបស់មជ្ឈមណ្ឌល",
}


def written(language, *, size=7, **values):
    rtl = language == "ar"
    document = Document(title="A plan", language=language, rtl=rtl, **values)
    return Flow(document=document, style=Style(size=size, language=language, rtl=rtl))


def text_of(data):
    file = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in file]


@pytest.mark.parametrize("language", SENTENCES)
def test_what_is_copied_from_a_file_is_what_was_written(language):
    if not fonts.available(fonts.script_of_language(language)):
        pytest.skip("this machine has no font for it")
    flow = written(language)
    flow.paragraph(SENTENCES[language])
    assert text_of(flow.document.data()) == [SENTENCES[language]]


def test_bold_text_is_read_back_too():
    flow = written("th")
    flow.heading("แผนปฏิบัติการ", 1)
    assert text_of(flow.document.data()) == ["แผนปฏิบัติการ"]


def structure(page):
    """The page's structure elements as (type, alternative text), in reading order."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    found = []

    def said(function, element):
        size = function(element, None, 0)
        buffer = (pdfium.c_uint16 * (size // 2 + 1))() if size else None
        if not size:
            return ""
        function(element, buffer, size)
        return bytes(buffer)[:size].decode("utf-16-le").rstrip("\0")

    def walk(element):
        found.append(
            (
                said(pdfium.FPDF_StructElement_GetType, element),
                said(pdfium.FPDF_StructElement_GetAltText, element),
            )
        )
        for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
                walk(child)

    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    return found


def test_headings_tables_links_and_figures_are_tagged():
    flow = written("en")
    flow.heading("Plan", 1)
    flow.table(["Activity", "Owner"], [["Train", "Unit"]], (1, 1), caption="First quarter")
    flow.link("The page", "https://hub.example.org/", "#000000")
    with flow.document.element("Figure", alt="Two of three are done."):
        flow.document.rectangle(100, 600, 50, 10, "#0c3f4c")
    file = pypdfium2.PdfDocument(flow.document.data())
    assert pdfium.FPDFCatalog_IsTagged(file)
    tags = structure(file[0])
    assert [tag for tag, _alt in tags] == [
        "Document", "H1", "Table", "TR", "TH", "TH", "TR", "TD", "TD", "P", "Link", "Figure",
    ]  # fmt: skip
    assert ("Table", "First quarter") in tags
    assert ("Figure", "Two of three are done.") in tags
    annotation = pdfium.FPDFPage_GetAnnot(file[0], 0)
    assert pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_LINK


def test_title_language_and_outline_are_in_the_file():
    flow = written("ar", author="مركز")
    flow.heading("خطة", 1)
    flow.heading("الربع الأول", 2)
    data = flow.document.data()
    file = pypdfium2.PdfDocument(data)
    assert file.get_metadata_dict()["Title"] == "A plan"
    assert file.get_metadata_dict()["Author"] == "مركز"
    assert [(item.level, item.get_title()) for item in file.get_toc()] == [
        (0, "خطة"),
        (1, "الربع الأول"),
    ]


def test_a_table_goes_on_on_the_next_page_under_its_header():
    flow = written("en", size=10)
    flow.table(["Activity"], [[f"Number {number}"] for number in range(90)], (1,))
    pages = text_of(flow.document.data())
    assert len(pages) == 3
    assert all("Activity" in page for page in pages)
    said = "\n".join(pages)
    assert all(f"Number {number}" in said for number in range(90))
    heard = [tag for page in pypdfium2.PdfDocument(flow.document.data()) for tag in structure(page)]
    assert len([tag for tag, _alt in heard if tag == "TH"]) <= len(pages)


def test_a_cell_longer_than_a_page_is_not_lost():
    flow = written("en", size=10)
    words = [f"word{number}" for number in range(1500)]
    flow.table(["A", "B"], [[" ".join(words), "short"]], (1, 1))
    said = " ".join(text_of(flow.document.data()))
    assert all(word in said for word in words)
    assert said.count("short") == 1


def test_the_file_is_small_because_it_holds_only_the_letters_it_uses():
    flow = written("en")
    flow.paragraph("A short text.")
    assert len(flow.document.data()) < 15_000
