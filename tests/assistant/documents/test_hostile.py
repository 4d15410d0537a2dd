"""Files that are built to do harm are refused in time, with the reason; nothing is left."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from docx import Document as WordDocument

from assistant.extraction import process
from assistant.extraction.process import ReaderBroken
from assistant.extraction.unreadable_file import UnreadableFile
from tests.assistant.documents.making import (
    archive,
    book,
    pdf_of,
    raw_pdf,
    read_file,
    saved,
    texts,
    unpacked,
)

pytestmark = pytest.mark.unit

TEXT = b"BT /F1 12 Tf 40 700 Td (x) Tj ET\n"


def word_parts() -> dict[str, bytes]:
    document = WordDocument()
    document.add_paragraph("Text")
    return unpacked(saved(document))


def word_with(part: bytes) -> bytes:
    """A Word file whose main part has something in place of its text."""
    parts = word_parts()
    body = parts["word/document.xml"].replace(b"Text", part)
    return archive(parts | {"word/document.xml": body})


def laughs(encoding: str = "utf-8") -> bytes:
    """A Word file whose entities stand for a thousand million words."""
    steps = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    entities = f"<!DOCTYPE d [<!ENTITY e0 'ha'>{''.join(steps)}]>"
    parts = word_parts()
    body = parts["word/document.xml"].decode().replace("?>", f"?>{entities}", 1)
    body = body.replace("Text", "&e9;").replace("UTF-8", encoding)
    return archive(parts | {"word/document.xml": body.encode(encoding)})


def form(number: int) -> bytes:
    """A drawing that draws the next one ten times."""
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 70 "
        b"/Resources << /XObject << /X %d 0 R >> >> >>\nstream\n%s\nendstream"
        % (number + 1, b"/X Do " * 11)
    )


FILES = {
    "a part packed beyond measure": (
        lambda: archive(word_parts() | {"word/media/x": bytes(60_000_000)}), ".docx", "hostile"),
    "a text packed beyond measure": (lambda: word_with(b"a" * 60_000_000), ".docx", "hostile"),
    "many entries": (
        lambda: archive(word_parts() | {f"x/{n}": b"" for n in range(21_000)}), ".docx", "hostile"),
    "entities": (laughs, ".docx", "hostile"),
    "entities in another encoding": (lambda: laughs("utf-16"), ".docx", "hostile"),
    "a deeply nested page": (
        lambda: b"<html><body>" + b"<div>" * 20_000 + b"x", ".html", "hostile"),
    "a deeply nested book": (lambda: book(["<ul><li>" * 10_000]), ".epub", "hostile"),
    "10,000 pages": (lambda: pdf_of(TEXT, count=10_000), ".pdf", "size"),
    "a tree of pages that is a ring": (
        lambda: raw_pdf(["<< /Type /Catalog /Pages 2 0 R >>",
                         "<< /Type /Pages /Kids [2 0 R] /Count 3 >>"]), ".pdf", "damaged"),
    "a deeply nested object": (
        lambda: raw_pdf(["<< /Type /Catalog /Pages 2 0 R /X 3 0 R >>",
                         "<< /Type /Pages /Kids [] /Count 0 >>",
                         "[" * 500_000 + "]" * 500_000]), ".pdf", "damaged"),
    "half a file": (lambda: saved(WordDocument())[:9_000], ".docx", "damaged"),
    "another kind of file": (lambda: saved(WordDocument()), ".pdf", "damaged"),
    "no text": (lambda: b"\x89PNG\x00\x00\x00" * 99, ".txt", "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_or_broken_file_is_refused_with_its_reason(name):
    make, suffix, reason = FILES[name]
    content = make()
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        read_file(content, suffix)
    assert refused.value.reason == reason
    assert time.monotonic() - started < 20


def endless_stream() -> bytes:
    return pdf_of(b" " * 400_000_000)


def drawings_of_drawings() -> bytes:
    last = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 2 >>\nstream\n  \nendstream"
    more = [*map(form, range(5, 16)), last]
    return pdf_of(b"/X Do", resources="/XObject << /X 5 0 R >>", more=more)


@pytest.mark.parametrize("make", [endless_stream, drawings_of_drawings])
def test_what_would_fill_the_memory_is_refused(make):
    with pytest.raises(UnreadableFile) as refused:
        read_file(make(), ".pdf", memory=300)
    assert refused.value.reason in {"memory", "slow"}


def test_what_takes_too_long_is_ended():
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match="slow"):
        read_file(b"[" * 400_000, ".md", seconds=1.5)
    assert time.monotonic() - started < 8


def test_more_text_than_is_allowed_is_refused():
    with pytest.raises(UnreadableFile, match="size"):
        read_file(b"a line of text\n" * 10_000, ".txt", text=100_000)
    assert len(texts(read_file(b"a" * 1_000_000, ".txt").sections)) == 4


def test_drawings_that_draw_themselves_are_no_endless_work():
    ring = pdf_of(b"/X Do", resources="/XObject << /X 5 0 R >>", more=[form(4)])
    with pytest.raises(UnreadableFile) as refused:
        read_file(ring, ".pdf", seconds=3, memory=300)
    assert refused.value.reason in {"memory", "slow"}


def test_a_huge_page_and_a_huge_picture_are_read_as_far_as_they_go():
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter /FlateDecode /Length 9 >>\nstream\n"
        + zlib.compress(b"")[:9].ljust(9)
        + b"\nendstream"
    )
    file = pdf_of(TEXT + b"/X Do", resources="/XObject << /X 5 0 R >>", more=[picture])
    huge = file.replace(b"595 842", b"9999999 9999999")
    assert texts(read_file(huge, ".pdf").sections) == ["x"]


def test_the_reader_knows_no_environment_and_no_django(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    code = (
        "import os, sys; import assistant.extraction.reader; "
        "print('SECRET_KEY' in os.environ, 'django' in sys.modules, 'wagtail' in sys.modules)"
    )
    monkeypatch.setattr(process, "_READER_CODE", f"import json, sys; sys.path[:] = json.loads("
                        f"sys.argv[1]); sys.stdout = sys.stderr; {code}")  # fmt: skip
    told = tmp_path / "told"
    with told.open("w+b") as errors, tmp_path.joinpath("file").open("w+b") as file:
        with process._reader_process(file, {}, errors) as child:
            child.wait()
        errors.seek(0)
        assert errors.read().split() == [b"False"] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_nothing_of_the_reader_is_left_when_its_caller_gives_up():
    seen: list[int] = []

    def give_up(done: int, total: int) -> None:
        seen.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(pdf_of(TEXT, count=3_000), ".pdf", progress=give_up)
    assert seen == [1]
    children = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    assert "extraction.reader" not in children.stdout


def test_a_reader_that_cannot_start_is_not_the_files_fault(monkeypatch, caplog):
    monkeypatch.setattr(process, "_READER_CODE", "import nothing_of_this_name")
    with caplog.at_level(logging.ERROR), pytest.raises(ReaderBroken):
        read_file(b"x", ".txt")
    assert "nothing_of_this_name" in caplog.text


@pytest.mark.parametrize(
    "said", ["print('{')", "print('[1]')", "print('x' * 9_000_000)", "print('{\"section\": 1}')"]
)
def test_a_reader_that_was_taken_over_is_not_believed(monkeypatch, said):
    monkeypatch.setattr(process, "_READER_CODE", said)
    with pytest.raises(UnreadableFile, match="hostile"):
        read_file(b"x", ".txt")


def test_no_temporary_file_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read_file(b"x", ".txt")
    assert list(Path(tmp_path).iterdir()) == []
