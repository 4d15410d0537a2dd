"""Whether a document's content is what its name says, and can be read. Knows files, not forms."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from cms.uploads import pdf

#: Office files and e-books are zips; what each must hold to be one, besides being readable.
_PARTS = {
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": ("[Content_Types].xml", "ppt/presentation.xml"),
    "odt": ("mimetype", "content.xml"),
    "epub": ("mimetype", "META-INF/container.xml"),
}
_MIME_TYPES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "epub": b"application/epub+zip",
}
#: How the first bytes of a film begin, after as many others.
_FILMS = {"mp4": (4, b"ftyp"), "webm": (0, b"\x1a\x45\xdf\xa3")}
_TEXTS = {"txt", "md", "csv", "vtt"}
#: Office files before 2007, and new ones with a password, are of this other kind.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A zip of more parts, or that unpacks to more bytes, is made to do harm.
_MAX_PARTS, _MAX_UNPACKED = 20_000, 1024**3
_BLOCK = 256 * 1024


class Unacceptable(ValueError):
    """The file can't be taken; the message says why and what to do, for an editor."""


def check(file: BinaryIO, name: str) -> None:
    """Read a file's content as far as needed to know that it is what its `name` says.

    Extensions that nothing is known about pass. The file is left at its beginning.
    Raises Unacceptable.
    """
    extension = PurePath(name).suffix.lower().removeprefix(".")
    try:
        if extension == "pdf":
            _check_pdf(file)
        elif extension in _PARTS:
            _check_zip(file, extension)
        elif extension in _FILMS:
            _check_film(file, extension)
        elif extension in _TEXTS:
            _check_text(file, extension)
    finally:
        file.seek(0)


def _not_a(extension: str) -> Unacceptable:
    return Unacceptable(
        _("This is not a %(type)s file, or it is damaged. Open it on your computer to check it.")
        % {"type": extension.upper()}
    )


def _beginning(file: BinaryIO, length: int) -> bytes:
    file.seek(0)
    return file.read(length)


def _check_pdf(file: BinaryIO) -> None:
    # Readers allow for some bytes before the header, so files with them are about.
    if b"%PDF-" not in _beginning(file, 1024):
        raise _not_a("pdf")
    file.seek(0)
    match pdf.probe(file):
        case pdf.State.LOCKED:
            raise Unacceptable(
                _(
                    "This PDF is locked with a password, so that neither readers nor the "
                    "assistant could open it. Save a copy without a password and upload that."
                )
            )
        case pdf.State.DAMAGED:
            raise Unacceptable(
                _(
                    "This PDF is damaged and can't be opened. Was it downloaded completely? "
                    "Save or export it again and upload that."
                )
            )
        case pdf.State.TOO_SLOW:
            raise Unacceptable(
                _(
                    "This PDF takes too long to open, or needs too much memory. Save or print it "
                    "to a new PDF and upload that."
                )
            )


def _check_zip(file: BinaryIO, extension: str) -> None:
    if _beginning(file, len(_OLE)) == _OLE:
        raise Unacceptable(
            _(
                "This file is locked with a password, or of the old format from before 2007. "
                "Save it as %(type)s without a password and upload that."
            )
            % {"type": extension.upper()}
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_size(archive)
            for part in _PARTS[extension]:
                first = _read_through(archive, part)
                if part == "mimetype" and first.strip() != _MIME_TYPES[extension]:
                    raise _not_a(extension)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,  # the part is missing
        RuntimeError,  # the part has a password
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, Unacceptable):
            raise
        raise _not_a(extension) from error


def _check_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise Unacceptable(_("This file unpacks to far more than a document holds."))


def _read_through(archive: zipfile.ZipFile, part: str) -> bytes:
    """The first bytes of a part; all of it is read, which checks it against its sum."""
    with archive.open(part) as stream:
        first = stream.read(_BLOCK)
        while stream.read(_BLOCK):
            pass
    return first


def _check_film(file: BinaryIO, extension: str) -> None:
    offset, magic = _FILMS[extension]
    if _beginning(file, offset + len(magic))[offset:] != magic:
        raise _not_a(extension)


def _check_text(file: BinaryIO, extension: str) -> None:
    """Text is UTF-8: what a browser and the assistant take it for."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    first = True
    try:
        while block := file.read(_BLOCK):
            text = decoder.decode(block)
            if "\x00" in text:
                raise _not_a(extension)
            if first and extension == "vtt" and not text.startswith("WEBVTT"):
                raise _not_a(extension)
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unacceptable(
            _(
                "The letters of this text can't be told apart: it is not in the encoding UTF-8. "
                "Save it again with the encoding UTF-8 and upload that."
            )
        ) from error
