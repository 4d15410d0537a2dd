"""Checks the ZIP archives that office files and e-books are, before any library opens them."""

from __future__ import annotations

import io
import re
import zipfile

from assistant.extraction.unreadable_file import DAMAGED, HOSTILE, LOCKED, UnreadableFile

_MOST_ENTRIES = 20_000
#: Most bytes that all parts of an archive together, and one XML part, may have when unpacked.
_MOST_UNPACKED = 500_000_000
_MOST_XML = 200_000_000
#: A part of more than 10 MB that unpacks to more than this many times its packed size counts as a
#: decompression bomb; parts of office files stay far below (docs/figures.md, Packing of office
#: files).
_MOST_RATIO = 200
_XML = (".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm")
#: An XML entity declaration, in UTF-8 or UTF-16. A parser may expand entities without end, and no
#: office program writes any.
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y|\0<\0!\0E\0N\0T\0I\0T\0Y")
#: The first bytes of the OLE format: of old office files, and of new ones locked with a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open an archive that can be unpacked safely.

    Raises UnreadableFile: HOSTILE for an archive that would unpack to too much or declares XML
    entities, LOCKED for one with a password, DAMAGED for bytes that are no ZIP archive.
    """
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise UnreadableFile(LOCKED if locked else DAMAGED, "an OLE file")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(DAMAGED, "no ZIP archive") from error
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise UnreadableFile(HOSTILE, f"{len(entries)} entries in the archive")
    if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise UnreadableFile(HOSTILE, "the archive is too large when unpacked")
    names = set()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise UnreadableFile(LOCKED, "an entry of the archive is encrypted")
        if entry.filename in names:
            raise UnreadableFile(HOSTILE, "two entries of one name in the archive")
        names.add(entry.filename)
        _check(archive, entry)
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of one part. Raises UnreadableFile (DAMAGED) if it is missing or broken."""
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableFile(DAMAGED, "a part of the archive is missing or broken") from error
    except Exception as error:
        # zlib.error and lzma.LZMAError have no other base than Exception.
        raise UnreadableFile(DAMAGED, type(error).__name__) from error


def _check(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Raise UnreadableFile for a part that is a decompression bomb or declares XML entities.

    The sizes that the archive states can be relied on: zipfile unpacks no more than that.
    """
    packed, unpacked = entry.compress_size, entry.file_size
    if unpacked > 10_000_000 and unpacked > _MOST_RATIO * max(packed, 1):
        raise UnreadableFile(HOSTILE, "a part of the archive is packed beyond measure")
    if not entry.filename.lower().endswith(_XML):
        return
    if unpacked > _MOST_XML:
        raise UnreadableFile(HOSTILE, "a part of the archive is too large")
    try:
        with archive.open(entry) as part:
            rest = b""
            while chunk := part.read(_CHUNK):
                if _ENTITY.search(rest + chunk):
                    raise UnreadableFile(HOSTILE, "XML entities are defined")
                rest = chunk[-32:]
    except UnreadableFile:
        raise
    except Exception as error:
        # Decompressors raise errors of many kinds; each means that the part can't be read.
        raise UnreadableFile(DAMAGED, "a part of the archive is broken") from error
