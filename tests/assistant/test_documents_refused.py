"""What becomes of documents that can't be read: the worker goes on, and editors see the reason."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document as WordDocument
from reportlab.pdfgen.canvas import Canvas

from assistant.conf import get_settings
from assistant.extraction import document_sections, tesseract
from assistant.extraction.documents import UnreadableDocument
from assistant.extraction.reasons import REASONS
from assistant.models import Source
from tests.assistant.content import ask, publication, state, upload, word_file, work
from tests.assistant.documents.making import archive, pdf_of, saved, unpacked
from tests.assistant.documents.test_formats import slides
from tests.assistant.documents.test_scanned import scanned_pdf

pytestmark = pytest.mark.site

QUESTION = "At what temperature is the pottery kiln fired?"
FACT = "980 degrees"


def locked_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt="secret")
    canvas.drawString(60, 700, "Nobody reads this.")
    canvas.save()
    return out.getvalue()


def bomb() -> bytes:
    return archive(unpacked(saved(WordDocument())) | {"word/media/x": bytes(60_000_000)})


BAD = {
    "locked.pdf": (locked_pdf, "locked"),
    "bomb.docx": (bomb, "hostile"),
    "many-pages.pdf": (lambda: pdf_of(b"", count=10_000), "size"),
    "slow.md": (lambda: b"[" * 400_000, "slow"),
    "hungry.pdf": (lambda: pdf_of(b" " * 400_000_000), "memory"),
    "scan.pdf": (lambda: scanned_pdf("A picture."), "no_text"),
}


def test_the_worker_goes_on_after_each_of_them(home, settings, monkeypatch):
    settings.ASSISTANT = {
        **settings.ASSISTANT, "DOCUMENT_TIME_LIMIT": 4, "DOCUMENT_MEMORY_LIMIT": 300,
    }  # fmt: skip
    monkeypatch.setattr(tesseract, "command", lambda: "")
    bad = {name: upload(name, make()) for name, (make, _) in BAD.items()}
    for name, document in bad.items():
        publication(home, f"A page for {name}", document)
    good = upload("notes.docx", word_file(("Firing", f"The pottery kiln is fired at {FACT}.")))
    publication(home, "Pottery notes", good)
    work()

    told = {name: Source.objects.get(document=document) for name, document in bad.items()}
    assert {name: row.reason for name, row in told.items()} == {
        name: reason for name, (_, reason) in BAD.items()
    }
    assert {row.state for row in told.values()} == {Source.State.FAILED}
    assert state(good) == Source.State.INDEXED
    assert FACT in ask(QUESTION).text


def test_slides_are_cited_at_their_number(home):
    document = upload("aims.pptx", slides())
    publication(home, "Aims of the school", document)
    work()
    citation = next(item for item in ask("Say it slowly: more women?").citations if item.page)
    assert citation.page == 1


class Stored:
    """A document of a storage that is far away: it has no path, and is read by chunks."""

    filename = "notes.txt"

    def __init__(self, content: bytes, size: int | None = None) -> None:
        self.content = content
        self.file = self
        self.size = len(content) if size is None else size

    def open_file(self) -> Any:
        return io.BytesIO(self.content)


def test_a_document_of_a_storage_without_paths_is_read_with_its_progress(settings):
    assert [section.text for section in document_sections(Stored(b"Some text."))] == ["Some text."]
    told: list[tuple[int, int]] = []
    document = Stored(slides())
    document.filename = "Aims.PPTX"
    document_sections(document, lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_file_that_is_larger_than_its_storage_says_is_refused(settings):
    settings.ASSISTANT = {**settings.ASSISTANT, "MAX_DOCUMENT_SIZE": 1_000}
    with pytest.raises(UnreadableDocument) as refused:
        document_sections(Stored(b"a" * 2_000, size=10))
    assert refused.value.reason == "size"


def test_pages_that_were_not_read_are_told_beside_those_that_were(monkeypatch):
    monkeypatch.setattr(tesseract, "command", lambda: "")
    document = Stored(scanned_pdf("text:The first page is written.", "A picture."))
    document.filename = "half.pdf"
    sections = document_sections(document)
    assert [section.page for section in sections] == [1]
    assert sections.unread_pages == (2,)


def test_every_reason_is_one_that_the_ledger_knows_and_a_sentence():
    assert set(REASONS) <= set(Source.Reason.values)
    for reason in REASONS:
        assert str(UnreadableDocument(reason)).endswith((".", "?"))


def test_the_limits_are_settings():
    limits = get_settings()
    assert limits.max_document_pages == 5_000
    assert limits.document_memory_limit == 1_024


def test_a_file_that_is_partly_scanned_is_found_and_says_what_is_missing(home, monkeypatch):
    monkeypatch.setattr(tesseract, "command", lambda: "")
    content = scanned_pdf(f"text:The pottery kiln is fired at {FACT}.", "A picture.")
    document = upload("report.pdf", content)
    publication(home, "Pottery report", document)
    work()

    assert FACT in ask(QUESTION).text
    row = Source.objects.get(document=document)
    assert (row.state, row.reason) == (Source.State.INDEXED, Source.Reason.PART)
    assert row.error == "Pages 2"
