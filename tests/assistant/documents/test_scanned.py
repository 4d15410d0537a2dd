"""Pages that are pictures: read by tesseract where it is installed, and told where it is not."""

from __future__ import annotations

import io
import shutil
import stat
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from assistant.extraction import tesseract
from assistant.extraction.unreadable_file import UnreadableFile
from tests.assistant.documents.making import read_file, texts

pytestmark = pytest.mark.unit

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")


def scanned_pdf(*pages: str, turned: int = 0) -> bytes:
    """A PDF of pictures of text; a page that begins with "text:" is text."""
    out = io.BytesIO()
    width, height = (842, 595) if turned else (595, 842)
    canvas = Canvas(out, pagesize=(width, height))
    for page in pages:
        if page.startswith("text:"):
            canvas.drawString(60, 780, page.removeprefix("text:"))
        else:
            picture = Image.new("L", (1240, 1754), 255)
            font = ImageFont.load_default(size=44)
            ImageDraw.Draw(picture).multiline_text((120, 160), page, fill=0, font=font, spacing=20)
            canvas.drawImage(ImageReader(picture.rotate(turned, expand=True)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def stand_in(folder: Path, script: str) -> str:
    """A command in place of tesseract."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


PAGES = ("text:The first page is written.", "The second page is a picture.")


def test_without_tesseract_scanned_pages_are_told_and_the_others_are_read():
    read = read_file(scanned_pdf(*PAGES), ".pdf")
    assert texts(read.sections) == ["The first page is written."]
    assert read.unread_pages == (2,)


@needs_posix
def test_a_scanned_page_is_given_to_tesseract_in_grey_with_its_languages(tmp_path):
    command = stand_in(
        tmp_path, f'head -c 16 > {tmp_path}/picture; cat > /dev/null; echo "$@" | tr " " "\\n"'
    )
    read = read_file(scanned_pdf(*PAGES), ".pdf", tesseract=command, ocr_languages=["eng", "tur"])
    assert [section.page for section in read.sections] == [1, 2]
    assert "eng+tur" in read.sections[1].text
    assert read.unread_pages == ()
    # An A4 page at 300 dots an inch.
    assert (tmp_path / "picture").read_bytes().startswith(b"P5 2480 3509 255")


@needs_posix
@pytest.mark.parametrize("script", ["sleep 60", "exit 1", "kill -9 $$"])
def test_a_page_that_tesseract_fails_at_is_left_out_and_the_others_are_read(tmp_path, script):
    read = read_file(
        scanned_pdf(*PAGES), ".pdf", tesseract=stand_in(tmp_path, script),
        ocr_languages=["eng"], ocr_page_time=1,
    )  # fmt: skip
    assert texts(read.sections) == ["The first page is written."]
    assert read.unread_pages == (2,)


@needs_posix
def test_the_time_for_all_scanned_pages_is_limited(tmp_path):
    read = read_file(
        scanned_pdf(*["A picture."] * 4), ".pdf", ocr_languages=["eng"],
        tesseract=stand_in(tmp_path, "cat > /dev/null; sleep 1; echo Read."), ocr_time=1.5,
    )  # fmt: skip
    assert 1 <= len(read.sections) <= 2
    assert len(read.unread_pages) == 4 - len(read.sections)


@needs_posix
def test_a_tesseract_that_hangs_ends_with_its_reader(tmp_path):
    started = time.monotonic()
    command = stand_in(tmp_path, f"touch {tmp_path}/began; sleep 9; touch {tmp_path}/ended")
    with pytest.raises(UnreadableFile, match="slow"):
        read_file(
            scanned_pdf("A picture."), ".pdf", tesseract=command, ocr_languages=["eng"],
            seconds=2, ocr_seconds=1,
        )  # fmt: skip
    assert time.monotonic() - started < 7
    time.sleep(max(0, started + 11 - time.monotonic()))
    assert (tmp_path / "began").exists()
    assert not (tmp_path / "ended").exists()


def test_only_the_sites_languages_that_are_installed_are_used(monkeypatch):
    installed = frozenset({"eng", "tur", "deu", "chi_sim", "osd"})
    monkeypatch.setattr(tesseract, "_installed", lambda path: installed)
    # In the order of the settings, and what tells scripts last.
    assert tesseract.languages("x") == ("eng", "chi_sim", "tur", "osd")
    monkeypatch.setattr(tesseract, "_installed", lambda path: frozenset({"deu", "osd"}))
    assert tesseract.languages("x") == ()


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
@pytest.mark.parametrize("turned", [0, 90])
def test_tesseract_reads_a_picture_of_text(turned):
    text = "The pottery kiln of the school\nis fired at 980 degrees\nfor eleven hours.\n" * 4
    command = tesseract.command()
    languages = tesseract.languages(command)
    if turned and "osd" not in languages:
        pytest.skip("what tells how a page is turned is not installed")
    read = read_file(
        scanned_pdf(text, turned=turned), ".pdf", tesseract=command, ocr_languages=languages,
        ocr_seconds=120,
    )  # fmt: skip
    found = " ".join(" ".join(texts(read.sections)).split())
    assert "fired at 980 degrees for eleven hours" in found
