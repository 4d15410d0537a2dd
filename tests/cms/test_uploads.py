"""Uploads through Wagtail's real admin views: what is taken, what is refused, and in what words."""

import io
import json
import tracemalloc
import zipfile

import openpyxl
import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import override_settings
from django.urls import reverse
from docx import Document as WordFile
from PIL import Image as PillowImage
from pypdfium2 import PdfDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.uploads import contents, pdf
from cms.uploads.descriptions import says_nothing
from cms.uploads.handlers import SizeLimitHandler, TooLargeFile

pytestmark = pytest.mark.site


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def admin(db, media, admin_client):
    return admin_client


def pdf_bytes(**options):
    target = io.BytesIO()
    canvas = Canvas(target, **options)
    canvas.drawString(100, 700, "The annual plan")
    canvas.save()
    return target.getvalue()


def word_bytes():
    target = io.BytesIO()
    document = WordFile()
    document.add_paragraph("Trainers wanted")
    document.save(target)
    return target.getvalue()


def sheet_bytes():
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def zip_bytes(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return target.getvalue()


def png_bytes(size=(40, 30)):
    target = io.BytesIO()
    PillowImage.new("RGB", size, "teal").save(target, "PNG")
    return target.getvalue()


def upload_document(client, name, content):
    """Upload as the admin's page for several documents does; the answer's JSON."""
    response = client.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "A file", "files[]": SimpleUploadedFile(name, content)},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    return json.loads(response.content)


GOOD = {
    "plan.pdf": pdf_bytes,
    "no-printing.pdf": lambda: pdf_bytes(
        encrypt=StandardEncryption("", ownerPassword="boss", canPrint=0)
    ),
    "letter.docx": word_bytes,
    "figures.xlsx": sheet_bytes,
    "talk.pptx": lambda: zip_bytes(
        **{"[Content_Types]_dot_xml": "<Types/>", "ppt__presentation_dot_xml": "<p/>"}
    ),
    "note.odt": lambda: zip_bytes(
        mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<c/>"
    ),
    "book.epub": lambda: zip_bytes(
        mimetype="application/epub+zip", **{"META-INF__container_dot_xml": "<c/>"}
    ),
    "notes.txt": lambda: "Öğretmenler için ไทย".encode(),
    "excel.csv": lambda: b"\xef\xbb\xbfprovince,schools\nBursa,3\n",
    "captions.vtt": lambda: b"WEBVTT\n\n00:00.000 --> 00:02.000\nWelcome\n",
    "film.mp4": lambda: b"\x00\x00\x00\x18ftypmp42" + bytes(40),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_document_that_is_what_its_name_says_is_taken(admin, name):
    answer = upload_document(admin, name, GOOD[name]())
    assert answer["success"], answer
    assert get_document_model().objects.get().file_size > 0


BAD = {
    "cut-off.pdf": (lambda: pdf_bytes()[:300], "damaged"),
    "only-header.pdf": (lambda: b"%PDF-1.7\n", "damaged"),
    "word-file.pdf": (word_bytes, "not a PDF file"),
    "locked.pdf": (lambda: pdf_bytes(encrypt="secret"), "without a password"),
    "web-page.docx": (lambda: b"<html>not a letter</html>", "not a DOCX file"),
    "sheet.docx": (sheet_bytes, "not a DOCX file"),
    "cut-off.docx": (lambda: word_bytes()[:-200], "not a DOCX file"),
    "locked.xlsx": (lambda: contents._OLE + bytes(600), "without a password"),
    "other.odt": (
        lambda: zip_bytes(mimetype="application/epub+zip", content_dot_xml="<c/>"),
        "not a ODT file",
    ),
    "program.txt": (lambda: b"MZ\x90\x00\x03\x00\x00", "UTF-8"),
    "zeros.csv": (lambda: b"a,b\n\x00\x00", "not a CSV file"),
    "turkish-ansi.txt": (lambda: "öğretmen".encode("cp1254"), "UTF-8"),
    "text.vtt": (lambda: b"Welcome", "not a VTT file"),
    "film.webm": (lambda: b"not a film", "not a WEBM file"),
    "tool.exe": (lambda: b"MZ", "not allowed"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_document_that_could_not_be_opened_is_refused_with_the_reason(admin, media, name):
    make, reason = BAD[name]
    answer = upload_document(admin, name, make())
    assert not answer["success"]
    assert reason in answer["error_message"]
    assert "\n" not in answer["error_message"]
    assert not get_document_model().objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_damaged_part_inside_a_document_is_found():
    content = bytearray(word_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    content[start + 80] ^= 0xFF
    with pytest.raises(contents.Unacceptable, match="damaged"):
        contents.check(io.BytesIO(content), "letter.docx")


def test_a_zip_that_unpacks_to_far_more_is_refused(monkeypatch):
    monkeypatch.setattr(contents, "_MAX_UNPACKED", 1000)
    with pytest.raises(contents.Unacceptable, match="unpacks to far more"):
        contents.check(io.BytesIO(word_bytes()), "letter.docx")


def test_a_pdf_that_stalls_its_reader_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "_SECONDS", 1)
    monkeypatch.setattr(pdf, "_PROGRAM", "while True: pass")
    with pytest.raises(contents.Unacceptable, match="too long"):
        contents.check(io.BytesIO(pdf_bytes()), "slow.pdf")


def test_a_pdf_that_crashes_its_reader_is_refused_and_nothing_else_ends(monkeypatch):
    monkeypatch.setattr(pdf, "_PROGRAM", "import os; os.kill(os.getpid(), 11)")
    with pytest.raises(contents.Unacceptable, match="damaged"):
        contents.check(io.BytesIO(pdf_bytes()), "crash.pdf")


class Stream:
    """A multipart body of one file of so many bytes, made as it is read."""

    def __init__(self, size, name="plan.pdf"):
        self.head = (
            b'--edge\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
            b"Content-Type: application/pdf\r\n\r\n%%PDF-1.7" % name.encode()
        )
        self.tail = b"\r\n--edge--\r\n"
        self.left = size
        self.parts = [self.head]
        self.length = size + len(self.head) + len(self.tail)

    def read(self, size=-1):
        if self.parts:
            return self.parts.pop()
        if self.left > 0:
            taken = min(self.left, size if size > 0 else 65536)
            self.left -= taken
            return b"x" * taken
        tail, self.tail = self.tail, b""
        return tail


def test_an_upload_of_300_mb_is_not_kept_anywhere(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    stream = Stream(300 * 1024**2)
    handlers = [uploadhandler.load_handler(path, None) for path in settings.FILE_UPLOAD_HANDLERS]
    assert isinstance(handlers[0], SizeLimitHandler)
    meta = {
        "CONTENT_TYPE": "multipart/form-data; boundary=edge",
        "CONTENT_LENGTH": str(stream.length),
    }
    tracemalloc.start()
    _post, files = MultiPartParser(meta, stream, handlers).parse()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    upload = files["file"]
    assert isinstance(upload, TooLargeFile)
    assert upload.size == pytest.approx(300 * 1024**2, rel=1e-6)
    assert peak < 5 * 1024**2
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 51 * 1024**2


SMALL = {"WAGTAILDOCS_MAX_UPLOAD_SIZE": 20_000, "WAGTAILIMAGES_MAX_UPLOAD_SIZE": 10_000}


@override_settings(**SMALL)
@pytest.mark.parametrize("size", [20_001, 3_000_000])
def test_a_document_over_the_limit_is_refused_with_both_sizes(admin, size):
    answer = upload_document(admin, "plan.pdf", b"%PDF-1.7" + b"x" * (size - 8))
    assert not answer["success"]
    assert "too big" in answer["error_message"]
    assert "19.5" in answer["error_message"]


@override_settings(**SMALL)
@pytest.mark.parametrize("size", [10_001, 3_000_000])
def test_an_image_over_the_limit_is_refused_with_both_sizes(admin, size):
    answer = upload_image(admin, "photo.png", png_bytes() + b"x" * size)
    assert not answer["success"]
    assert "too big" in answer["error_message"]


@override_settings(**SMALL)
def test_a_single_document_form_says_the_same(admin):
    response = admin.post(
        reverse("wagtaildocs:add"),
        {"title": "Plan", "file": SimpleUploadedFile("plan.pdf", b"%PDF" + b"x" * 3_000_000)},
    )
    assert "too big" in response.content.decode()


def upload_image(client, name, content):
    response = client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": name, "files[]": SimpleUploadedFile(name, content)},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    return json.loads(response.content)


def describe(client, answer, description):
    """Fill in the form that the page for several images shows after an upload."""
    upload = answer["uploaded_file_id"]
    prefix = f"uploaded-image-{upload}"
    response = client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload]),
        {f"{prefix}-title": "Gate", f"{prefix}-tags": "", f"{prefix}-description": description},
    )
    return json.loads(response.content)


def test_an_image_uploaded_with_others_becomes_one_when_it_is_described(admin):
    answer = upload_image(admin, "IMG_1234.png", png_bytes())
    assert answer["success"]
    assert not get_image_model().objects.exists()
    refused = describe(admin, answer, "IMG_1234")
    assert not refused["success"]
    assert "Say what the image shows" in refused["form"]
    assert describe(admin, answer, "Two trainees weld a gate")["success"]
    image = get_image_model().objects.get()
    assert (image.description, image.width) == ("Two trainees weld a gate", 40)


def image_form(description, name="gate.png", prefix="", content=None):
    data = {"title": "Gate", "description": description, "tags": ""}
    data |= {f"focal_point_{side}": "" for side in ("x", "y", "width", "height")}
    data["file"] = SimpleUploadedFile(name, content or png_bytes())
    return {f"{prefix}{key}": value for key, value in data.items()}


@pytest.mark.parametrize("description", ["", "gate.png", "DSC_0042", "photo", "...", "gate"])
def test_the_form_for_one_image_wants_a_description(admin, description):
    response = admin.post(reverse("wagtailimages:add"), image_form(description))
    assert response.status_code == 200
    assert not get_image_model().objects.exists()


def test_a_described_image_is_taken_and_its_description_can_not_be_emptied(admin):
    admin.post(reverse("wagtailimages:add"), image_form("A welded gate"))
    image = get_image_model().objects.get()
    data = image_form("")
    del data["file"]
    response = admin.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    assert response.status_code == 200
    image.refresh_from_db()
    assert image.description == "A welded gate"


def test_the_choosers_upload_tab_wants_a_description(admin):
    address = reverse("wagtailimages_chooser:create")
    prefix = "image-chooser-upload-"
    refused = admin.post(address, image_form("", prefix=prefix))
    assert json.loads(refused.content)["step"] != "chosen"
    taken = admin.post(address, image_form("A welded gate", prefix=prefix))
    assert json.loads(taken.content)["step"] == "chosen"


def test_the_choosers_upload_tab_checks_documents(admin):
    response = admin.post(
        reverse("wagtaildocs_chooser:create"),
        {
            "document-chooser-upload-title": "Plan",
            "document-chooser-upload-tags": "",
            "document-chooser-upload-file": SimpleUploadedFile("plan.pdf", b"not a plan"),
        },
    )
    assert "not a PDF file" in response.content.decode()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("logo.svg", SVG, "Export the drawing as PNG"),
        ("logo.png", SVG, "The extension does not match"),
        ("page.png", b"a page of text", "valid image"),
        ("cut.jpg", png_bytes(), "The extension does not match"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(admin, media, name, content, reason):
    answer = upload_image(admin, name, content)
    assert not answer["success"]
    assert reason in answer["error_message"]
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_picture_of_too_many_pixels_is_refused(admin, settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000
    assert "too many pixels" in upload_image(admin, "wide.png", png_bytes())["error_message"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "IMG_20240818_1",
        "Screenshot 2024-08-18",
        "image",
        "Foto.",
        "صورة",
        "12345",
        "a.png",
    ],
)
def test_words_that_help_nobody_are_told(text):
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    ["A gate", "焊接", "Kaynak atölyesi", "معهد", "Image of a bus from 1950", "Logo of the JET"],
)
def test_words_that_say_something_are_left_alone(text):
    assert not says_nothing(text)


def test_a_pdf_that_is_taken_can_be_opened_again(admin):
    upload_document(admin, "plan.pdf", pdf_bytes())
    document = get_document_model().objects.get()
    with document.open_file() as file:
        assert len(PdfDocument(file.read())) == 1
