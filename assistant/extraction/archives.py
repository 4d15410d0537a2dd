"""ZIP archives that office formats are: looked at before any library opens them."""

from __future__ import annotations

import io
import re
import zipfile

from assistant.extraction.refusal import DAMAGED, HOSTILE, LOCKED, Refused

_MOST_ENTRIES = 20_000
#: Bytes that everything in an archive, and one part of XML, may take when unpacked.
_MOST_UNPACKED = 500_000_000
_MOST_XML = 200_000_000
#: Above this share of unpacked to packed bytes a large part is a bomb; office files reach 30.
_MOST_RATIO = 200
_XML = (".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm")
#: A definition that an XML parser may multiply; no office program writes one.
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y|\0<\0!\0E\0N\0T\0I\0T\0Y")
#: What old office files begin with, and new ones that are locked by a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, if it can be unpacked safely.

    Raises Refused: hostile for one that would grow without measure or defines XML entities, locked
    for one with a password, damaged for what is no archive.
    """
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Refused(LOCKED if locked else DAMAGED, "an OLE file")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Refused(DAMAGED, "no ZIP archive") from error
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise Refused(HOSTILE, f"{len(entries)} entries in the archive")
    if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise Refused(HOSTILE, "the archive is too large when unpacked")
    names = set()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Refused(LOCKED, "an entry of the archive is encrypted")
        if entry.filename in names:
            raise Refused(HOSTILE, "two entries of one name in the archive")
        names.add(entry.filename)
        _check(archive, entry)
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part. Raises Refused (damaged) if it is missing or broken."""
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise Refused(DAMAGED, "a part of the archive is missing or broken") from error
    except Exception as error:
        # zlib.error, lzma.LZMAError: their base is Exception alone.
        raise Refused(DAMAGED, type(error).__name__) from error


def _check(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse a part that is a bomb; sizes said can be relied on, zipfile reads no more of it."""
    packed, unpacked = entry.compress_size, entry.file_size
    if unpacked > 10_000_000 and unpacked > _MOST_RATIO * max(packed, 1):
        raise Refused(HOSTILE, "a part of the archive is packed beyond measure")
    if not entry.filename.lower().endswith(_XML):
        return
    if unpacked > _MOST_XML:
        raise Refused(HOSTILE, "a part of the archive is too large")
    try:
        with archive.open(entry) as part:
            rest = b""
            while chunk := part.read(_CHUNK):
                if _ENTITY.search(rest + chunk):
                    raise Refused(HOSTILE, "XML entities are defined")
                rest = chunk[-32:]
    except Refused:
        raise
    except Exception as error:
        # Whatever the unpacking raises, the part can't be read.
        raise Refused(DAMAGED, "a part of the archive is broken") from error
