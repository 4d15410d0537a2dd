"""Files of all kinds, as programs write them, and as nobody should."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.extraction import process
from assistant.extraction.process import ReadingLimits, ReadResult
from assistant.types import Section

#: What the settings allow, with less time: nothing here needs more.
LIMITS = ReadingLimits(seconds=20, memory=1_024, text=5_000_000, ocr_seconds=30)


def read_file(content: bytes, suffix: str, *, progress: Any = None, **changes: Any) -> ReadResult:
    """Read a file in the reader process; `changes` are of the limits or of the job."""
    limits = {
        name: changes.pop(name, getattr(LIMITS, name))
        for name in ("seconds", "memory", "text", "ocr_seconds")
    }
    job = {"suffix": suffix, "max_pages": 5_000, **changes}
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return process.read_file(file, job, ReadingLimits(**limits), progress)


def archive(parts: dict[str, bytes | str], *, stored: Sequence[str] = ()) -> bytes:
    """A ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            file.writestr(name, content, kind)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def saved(document: Any) -> bytes:
    """What a library's document is as a file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def raw_pdf(objects: Sequence[str | bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        body = body.encode() if isinstance(body, str) else body
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def pdf_of(
    stream: bytes, *, count: int = 1, resources: str = "", more: Iterable[bytes] = ()
) -> bytes:
    """A PDF whose pages, as many as `count`, all show one stream; `more` objects are 5, 6, ..."""
    kids = " ".join(["3 0 R"] * count)
    font = "<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    return raw_pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            f"/Resources << /Font {font} {resources} >> >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
            % (len(zlib.compress(stream)), zlib.compress(stream)),
            *more,
        ]
    )


def book(chapters: Sequence[str], *, encryption: str = "") -> bytes:
    """An EPUB of these chapters, bodies of XHTML; the spine turns their order round."""
    names = [f"chapter {n}.xhtml" for n in range(len(chapters))]
    items = "".join(
        f'<item id="c{n}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in reversed(range(len(names))))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        'container"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        "OPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
        **{
            f"OPS/{name}": "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html>"
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
            for name, body in zip(names, chapters, strict=True)
        },
    }
    if encryption:
        parts["META-INF/encryption.xml"] = (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><CipherData>'
            f'<CipherReference URI="{encryption}"/></CipherData></EncryptedData></encryption>'
        )
    return archive(parts, stored=["mimetype"])


def texts(sections: Iterable[Section]) -> list[str]:
    """The texts of sections."""
    return [section.text for section in sections]
