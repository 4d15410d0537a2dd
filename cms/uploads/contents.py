"""Checks whether a document's content is what its name says, and can be read. Knows no forms."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from cms.uploads import pdf

#: Office files and e-books are ZIP archives: the members that each must have.
_REQUIRED_MEMBERS = {
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
#: The signatures of video files, each with its offset in bytes.
_VIDEO_SIGNATURES = {"mp4": (4, b"ftyp"), "webm": (0, b"\x1a\x45\xdf\xa3")}
_TEXT_EXTENSIONS = {"txt", "md", "csv", "vtt"}
#: The signature of Office files before 2007, and of new ones with a password.
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: An archive with more members, or that unpacks to more bytes, is taken for an attack.
_MAX_MEMBERS, _MAX_UNPACKED = 20_000, 1024**3
_BLOCK = 256 * 1024


class Unacceptable(ValueError):
    """The file can't be accepted. The message tells an editor why, and what to do."""


def check(file: BinaryIO, name: str) -> None:
    """Check that a file's content is what its `name` says, reading only as much as needed.

    Unknown extensions pass. The file's position is at its beginning afterwards. Raises
    Unacceptable.
    """
    extension = PurePath(name).suffix.lower().removeprefix(".")
    try:
        if extension == "pdf":
            _check_pdf(file)
        elif extension in _REQUIRED_MEMBERS:
            _check_zip(file, extension)
        elif extension in _VIDEO_SIGNATURES:
            _check_video(file, extension)
        elif extension in _TEXT_EXTENSIONS:
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
    # PDF readers accept some bytes before the header, so such files exist.
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
    if _beginning(file, len(_OLE_SIGNATURE)) == _OLE_SIGNATURE:
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
            for part in _REQUIRED_MEMBERS[extension]:
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
    if len(parts) > _MAX_MEMBERS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise Unacceptable(_("This file unpacks to far more than a document holds."))


def _read_through(archive: zipfile.ZipFile, part: str) -> bytes:
    """Return the beginning of a member, after reading all of it to check its checksum."""
    with archive.open(part) as stream:
        first = stream.read(_BLOCK)
        while stream.read(_BLOCK):
            pass
    return first


def _check_video(file: BinaryIO, extension: str) -> None:
    offset, magic = _VIDEO_SIGNATURES[extension]
    if _beginning(file, offset + len(magic))[offset:] != magic:
        raise _not_a(extension)


def _check_text(file: BinaryIO, extension: str) -> None:
    """Refuse text that is not UTF-8, which browsers and the assistant expect."""
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
