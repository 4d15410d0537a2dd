"""Office files, books, tables and texts to sections."""

from __future__ import annotations

import codecs
import datetime
import os
import re
import subprocess
import sys

import odfdo
import pytest
from docx import Document as WordDocument
from docx.oxml import parse_xml
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from assistant.extraction.docx import docx_sections
from assistant.extraction.epub import epub_sections
from assistant.extraction.formats import SUFFIXES
from assistant.extraction.html_files import markdown_sections
from assistant.extraction.job import Job
from assistant.extraction.odt import odt_sections
from assistant.extraction.pptx import pptx_sections
from assistant.extraction.text_files import csv_sections, text_sections
from assistant.extraction.unreadable_file import UnreadableFile
from assistant.extraction.xlsx import xlsx_sections
from assistant.types import Section
from tests.assistant.documents.making import archive, book, saved, texts, unpacked

pytestmark = pytest.mark.unit

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*elements: str) -> bytes:
    """A Word file of these paragraphs and controls, in its own XML."""
    document = WordDocument()
    for element in elements:
        end = document.element.body[-1]
        end.addprevious(parse_xml(re.sub(r"^<w:\w+", rf"\g<0> {_W}", element)))
    return saved(document)


def test_controls_links_and_insertions_of_a_word_file_are_read_and_deletions_are_not():
    file = word(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:ins><w:r><w:t>New</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r>"
        "</w:del><w:r><w:tab/><w:t>text</w:t></w:r></w:p>",
        "<w:p><w:hyperlink><w:r><w:t>A link.</w:t></w:r></w:hyperlink></w:p>",
    )
    assert texts(docx_sections(file)) == ["Controlled.\nNew text\nA link."]


def test_a_heading_of_a_word_file_is_told_by_its_outline_where_its_style_has_another_name():
    file = word(
        '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Fees</w:t></w:r></w:p>',
        "<w:p><w:r><w:t>Low.</w:t></w:r></w:p>",
    )
    assert list(docx_sections(file)) == [Section(heading="Fees", text="Low.")]


def slides() -> bytes:
    show = Presentation()
    for title, text in [("Aims", "More women"), ("Hidden", "Nobody sees it"), ("Costs", "Little")]:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    show.slides[1].element.set("show", "0")
    show.slides[0].notes_slide.notes_text_frame.text = "Say it slowly."
    table = show.slides[2].shapes.add_table(2, 2, Inches(1), Inches(5), Inches(4), Inches(1)).table
    for row, cells in enumerate([("Course", "Fee"), ("Baking", "none")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    return saved(show)


def test_each_slide_is_a_section_with_its_number_notes_and_tables():
    told: list[tuple[int, int]] = []
    job = Job(progress=lambda done, total: told.append((done, total)))
    assert list(pptx_sections(slides(), job)) == [
        Section(heading="Aims", text="More women\nSay it slowly.", page=1),
        Section(heading="Costs", text="Little\nBaking; Fee: none", page=3),
    ]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_sheet_is_headed_by_its_name_and_its_rows_by_their_columns():
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Fees"
    for row in [
        ["Fees of 2026"], ["Course", "Weeks", "From", "Share"],
        ["Baking", 14, datetime.date(2026, 3, 1), 0.25], ["Masonry", 8.5, None, 1],
        [], ["Town", "Schools"], ["Bursa", 3],
    ]:  # fmt: skip
        sheet.append(row)
    sheet["D3"].number_format = "0%"
    hidden = workbook.create_sheet("Lists")
    hidden.append(["Nobody sees it"])
    hidden.sheet_state = "hidden"
    assert list(xlsx_sections(saved(workbook))) == [
        Section(
            heading="Fees",
            text="Fees of 2026\nBaking; Weeks: 14; From: 2026-03-01; Share: 25%\n"
            "Masonry; Weeks: 8.5; Share: 1\nBursa; Schools: 3",
        )
    ]


def test_an_opendocument_text_is_split_at_its_headings_with_lists_notes_and_tables():
    document = odfdo.Document("text")
    body = document.body
    body.clear()
    body.append(odfdo.Header(1, "Fees"))
    paragraph = odfdo.Paragraph("They are  low.")
    body.append(paragraph)
    paragraph.insert_note(after="low.", note_id="n", citation="1", body="Since 1998.")
    body.append(odfdo.List(["Twenty"]))
    body.append(odfdo.Header(2, "For women"))
    table = odfdo.Table("T", width=2, height=2)
    table.set_values([["Course", "Fee"], ["Baking", "none"]])
    body.append(table)
    assert list(odt_sections(saved(document))) == [
        Section(heading="Fees", text="They are low.\nSince 1998.\n• Twenty"),
        Section(heading="Fees › For women", text="Baking; Fee: none"),
    ]


def test_a_book_is_read_in_the_order_of_its_spine():
    first = "<h1>One</h1><p>First: é.</p><h2>In it</h2><p>So.</p>"
    file = book(["<h1>Two</h1><p>Last.</p>", first])
    assert list(epub_sections(file)) == [
        Section(heading="One", text="First: é."),
        Section(heading="One › In it", text="So."),
        Section(heading="Two", text="Last."),
    ]


def test_the_chapters_of_a_markdown_file_are_headings_and_a_single_title_is_not():
    assert [s.heading for s in markdown_sections(b"# A\n\nx\n\n# B\n\ny")] == ["A", "B"]
    assert [s.heading for s in markdown_sections(b"# A\n\nx\n\n## B\n\ny")] == ["", "B"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_rows_of_a_csv_file_are_headed_by_its_columns(separator):
    file = "\n".join(separator.join(row) for row in [("Town", "Schools"), ("Bursa", "3")])
    assert texts(csv_sections(file.encode())) == ["Bursa; Schools: 3"]


SENTENCES = {
    "utf-8": "Naïve — 中文 العربية",
    "utf-8-sig": "Naïve — 中文",
    "utf-16": "Naïve — 中文",
    "utf-16-le": "The school of the valley trains carpenters.",
    "cp1252": "Les élèves apprennent la sécurité à l'atelier : le port de lunettes est exigé.",
    "cp1251": "Школа долины обучает плотников с обоих берегов реки для всех городов вокруг неё.",
    "cp1254": "Vadideki okul, ırmağın iki yakasından gelen öğrencilere marangozluğu öğretir; "
    "yılda dört yüz kişi bu eğitimi başarıyla bitirir ve çevredeki şehirlerde çalışır.",
    "cp1256": "تدرب مدرسة الوادي النجارين من ضفتي النهر للعمل في جميع المدن المحيطة به كل عام.",
    "gb18030": "山谷里的学校每年为周围的城镇培训四百名木匠，他们来自河的两岸。",
    "cp874": "โรงเรียนในหุบเขาฝึกอบรมช่างไม้จากทั้งสองฝั่งแม่น้ำให้แก่เมืองต่าง ๆ โดยรอบ",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_a_text_is_read_in_the_encoding_that_it_was_written_in(encoding):
    sentence = SENTENCES[encoding]
    text = "\n".join([sentence] * 3)
    assert texts(text_sections(text.encode(encoding))) == [text]


def test_what_is_no_text_is_refused():
    with pytest.raises(UnreadableFile, match="damaged"):
        list(text_sections(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("read", "content", "reason"),
    [
        (docx_sections, b"", "damaged"),
        (docx_sections, OLE + b"WordDocument" * 50, "damaged"),
        (docx_sections, OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (docx_sections, slides(), "damaged"),
        (docx_sections, slides()[:-400], "damaged"),
        (xlsx_sections, slides(), "damaged"),
        (pptx_sections, saved(WordDocument()), "damaged"),
        (odt_sections, slides(), "damaged"),
        (epub_sections, slides(), "damaged"),
        (epub_sections, book(["<p>x</p>"], encryption="OPS/chapter%200.xhtml"), "locked"),
        (pptx_sections, archive(unpacked(slides()) | {"a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}),
         "hostile"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_refused_with_the_reason(read, content, reason):
    with pytest.raises(UnreadableFile) as refused:
        list(read(content))
    assert refused.value.reason == reason


def test_an_encrypted_opendocument_text_is_locked():
    parts = unpacked(saved(odfdo.Document("text")))
    manifest = parts["META-INF/manifest.xml"].decode()
    end = "</manifest:manifest>"
    locked = manifest.replace(end, f"<!-- encryption-data -->{end}")
    with pytest.raises(UnreadableFile, match="locked"):
        list(odt_sections(archive(parts | {"META-INF/manifest.xml": locked})))


def test_the_encryption_of_a_books_fonts_does_not_lock_it():
    file = book(["<p>Text.</p>"], encryption="OPS/font.otf")
    assert texts(epub_sections(file)) == ["Text."]


def test_a_byte_order_mark_is_no_text():
    assert texts(text_sections(codecs.BOM_UTF8 + b"x")) == ["x"]


def test_every_format_is_read_by_a_process_without_the_settings_of_a_site():
    script = (
        "import sys\n"
        "from assistant.extraction.formats import reader_for\n"
        "for suffix in sys.argv[1:]: reader_for(suffix)\n"
        "print('wagtail' in sys.modules)"
    )
    without = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", script, *sorted(SUFFIXES)]
    done = subprocess.run(command, env=without, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
