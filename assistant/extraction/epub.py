"""EPUB to sections, chapter by chapter.

An EPUB is an archive of XHTML files with a list of the order to read them in; the libraries that
read it are under licences we can't take, and do no more than the thirty lines here.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.html import html_sections
from assistant.extraction.job import Job
from assistant.extraction.refusal import DAMAGED, LOCKED, SIZE, Refused
from assistant.types import Section

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PACKAGE = "{http://www.idpf.org/2007/opf}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}"
_TEXTS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}


def epub_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """The book's sections in the order of its spine, headed by their chapters.

    Raises Refused: locked for a book whose texts are encrypted (fonts may be), damaged for what is
    no book.
    """
    job = job or Job()
    archive = open_archive(content)
    container = _xml(archive, "META-INF/container.xml")
    root = container.find(f"{_CONTAINER}rootfiles/{_CONTAINER}rootfile")
    if root is None:
        raise Refused(DAMAGED, "not a book")
    package = root.get("full-path", "")
    chapters = list(_chapters(_xml(archive, package), posixpath.dirname(package)))
    if len(chapters) > job.max_pages:
        raise Refused(SIZE, f"{len(chapters)} chapters")
    if not _encrypted(archive).isdisjoint(chapters):
        raise Refused(LOCKED, "the book's texts are encrypted")
    for number, name in enumerate(chapters, start=1):
        html = _decoded(read_part(archive, name))
        for section in html_sections(html, with_title=True):
            # An anchor stands in a file of the archive, which no address leads into.
            yield Section(heading=section.heading, text=section.text)
        job.progress(number, len(chapters))


def _chapters(package: Any, folder: str) -> Iterator[str]:
    """The names of the texts in the archive, in reading order; the table of contents is none."""
    items = {item.get("id"): item for item in package.iter(_PACKAGE + "item")}
    for reference in package.iter(_PACKAGE + "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _TEXTS:
            continue
        if "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _encrypted(archive: zipfile.ZipFile) -> set[str]:
    name = "META-INF/encryption.xml"
    if name not in archive.namelist():
        return set()
    return {
        unquote(reference.get("URI", ""))
        for reference in _xml(archive, name).iter(_ENCRYPTED + "CipherReference")
    }


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(read_part(archive, name), parser)
    except etree.XMLSyntaxError as error:
        raise Refused(DAMAGED, f"{name} is broken") from error


def _decoded(content: bytes) -> str:
    """XHTML is UTF-8 or UTF-16; its XML declaration would only confuse an HTML parser."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = content.decode(encoding, "replace")
    if text.lstrip().startswith("<?xml"):
        return text.partition("?>")[2]
    return text
