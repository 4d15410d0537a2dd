"""Reads e-books (EPUB) into sections, chapter by chapter.

An EPUB is an archive of XHTML files and a list of their order. The libraries that read it have
licences that this project can't use.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.html import html_sections
from assistant.extraction.job import Job
from assistant.extraction.unreadable_file import DAMAGED, LOCKED, SIZE, UnreadableFile
from assistant.types import Section

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PACKAGE = "{http://www.idpf.org/2007/opf}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}"
_TEXTS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}


def epub_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of a book in the order of its spine, headed by their chapters.

    Raises UnreadableFile: LOCKED if chapters are encrypted (encrypted fonts don't matter), DAMAGED
    if the file is no book, SIZE if it has too many chapters.
    """
    job = job or Job()
    archive = open_archive(content)
    container = _xml(archive, "META-INF/container.xml")
    root = container.find(f"{_CONTAINER}rootfiles/{_CONTAINER}rootfile")
    if root is None:
        raise UnreadableFile(DAMAGED, "not a book")
    package = root.get("full-path", "")
    chapters = list(_chapters(_xml(archive, package), posixpath.dirname(package)))
    if len(chapters) > job.max_pages:
        raise UnreadableFile(SIZE, f"{len(chapters)} chapters")
    if not _encrypted(archive).isdisjoint(chapters):
        raise UnreadableFile(LOCKED, "the book's texts are encrypted")
    for number, name in enumerate(chapters, start=1):
        html = _decoded(read_part(archive, name))
        for section in html_sections(html, with_title=True):
            # The anchor is dropped: it belongs to a file inside the archive, which no URL can open.
            yield Section(heading=section.heading, text=section.text)
        job.progress(number, len(chapters))


def _chapters(package: Any, folder: str) -> Iterator[str]:
    """Yield the archive names of the chapters in reading order, without the table of contents."""
    items = {item.get("id"): item for item in package.iter(_PACKAGE + "item")}
    for reference in package.iter(_PACKAGE + "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _TEXTS:
            continue
        if "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _encrypted(archive: zipfile.ZipFile) -> set[str]:
    """Return the archive names of the files that are encrypted."""
    name = "META-INF/encryption.xml"
    if name not in archive.namelist():
        return set()
    return {
        unquote(reference.get("URI", ""))
        for reference in _xml(archive, name).iter(_ENCRYPTED + "CipherReference")
    }


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    """Parse one part of the archive, without external entities or network access."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(read_part(archive, name), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(DAMAGED, f"{name} is broken") from error


def _decoded(content: bytes) -> str:
    """Decode a chapter from UTF-8 or UTF-16 and drop its XML declaration.

    The declaration would only confuse an HTML parser.
    """
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = content.decode(encoding, "replace")
    if text.lstrip().startswith("<?xml"):
        return text.partition("?>")[2]
    return text
