"""Reads Word files (DOCX) into sections, split at their headings."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from docx import Document
from lxml import etree

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.job import Job
from assistant.extraction.section_builder import SectionBuilder, table_lines
from assistant.extraction.unreadable_file import DAMAGED, UnreadableFile
from assistant.types import Section

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|title)\s*(\d*)", re.IGNORECASE)
#: Elements that only wrap others: their paragraphs are read as if the wrapper were not there.
_WRAPPERS = {_W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
_DELETED = {_W + name for name in ("del", "moveFrom", "pPr", "rPr")} | {_FALLBACK}
_SPACES = {_W + name for name in ("tab", "br", "cr")}
_TEXT_BOX = _W + "txbxContent"
#: Number of heading levels in Word; an builder level of 9 in a style means body text.
_LEVELS = 9


def docx_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of a Word document; each row of a table becomes a line.

    Text boxes, footnotes, content controls and tracked insertions are read, tracked deletions are
    not. Raises UnreadableFile for a file that is no Word document or can't be opened safely.
    """
    archive = open_archive(content)
    if b"wordprocessingml" not in read_part(archive, "[Content_Types].xml"):
        raise UnreadableFile(DAMAGED, "not a Word document")
    document = Document(io.BytesIO(content))
    reading = _Reading(document)
    for _ in reading.blocks(document.element.body):
        yield from reading.builder.take()
    yield from reading.builder.finish()


class _Reading:
    """Reads a document's paragraphs and tables into a `SectionBuilder`."""

    def __init__(self, document: Any) -> None:
        self.builder = SectionBuilder()
        self._styles = {style.style_id: style for style in document.styles}
        self._notes = _footnotes(document)

    def blocks(self, parent: Any) -> Iterator[None]:
        """Read paragraphs and tables in document order, yielding after each."""
        for element in parent:
            if element.tag == _W + "p":
                self._paragraph(element)
            elif element.tag == _W + "tbl":
                for line in table_lines(_rows(element)):
                    self.builder.line(line)
            elif element.tag in _WRAPPERS:
                yield from self.blocks(element)
            yield

    def _paragraph(self, element: Any) -> None:
        """Add a paragraph as a heading or a line, then its text boxes and footnotes."""
        text = _text(element)
        style = self._styles.get(_value(element, "pPr/pStyle"))
        level = self._level(element, style)
        if text and level is not None:
            self.builder.heading(level, text)
        elif text:
            listed = style is not None and "list" in (style.name or "").lower()
            listed = listed or element.find(f"{_W}pPr/{_W}numPr") is not None
            self.builder.line(f"• {text}" if listed else text)
        for box in element.iter(_TEXT_BOX):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                for paragraph in box.iter(_W + "p"):
                    self.builder.line(_text(paragraph))
        for mark in element.iter(_W + "footnoteReference"):
            self.builder.line(self._notes.get(mark.get(_W + "id"), ""))

    def _level(self, element: Any, style: Any) -> int | None:
        """Return the level of a heading, 0 for the title, or None for body text.

        The name of the paragraph's style, or of a style that it is based on, decides first, then
        the outline level.
        """
        outline_level = _value(element, "pPr/outlineLvl")
        for _ in range(_LEVELS):
            if style is None:
                break
            if match := _HEADING.match(style.name or ""):
                return int(match[1] or 0)
            outline_level = outline_level or _value(style.element, "pPr/outlineLvl")
            style = style.base_style
        return (
            int(outline_level) + 1
            if outline_level.isdigit() and int(outline_level) < _LEVELS
            else None
        )


def _text(element: Any) -> str:
    """Return the text of a paragraph or cell, without tracked deletions and text boxes."""
    parts: list[str] = []
    stack = [element]
    while stack:
        current = stack.pop()
        if current.tag == _W + "t":
            parts.append(current.text or "")
        elif current.tag in _SPACES:
            parts.append(" ")
        elif current.tag not in _DELETED and current.tag != _TEXT_BOX:
            if current.tag == _W + "p" and parts:
                parts.append(" ")
            stack.extend(reversed(current))
    return " ".join("".join(parts).split())


def _value(element: Any, path: str) -> str:
    """Return the `w:val` attribute of the descendant at `path`, or ""."""
    found = element.find("/".join(_W + name for name in path.split("/")))
    return found.get(_W + "val") or "" if found is not None else ""


def _rows(table: Any) -> list[list[str]]:
    """Return the cell texts of each row of a table."""
    rows = []
    for row in table.iter(_W + "tr"):
        cells = [""] * int(_value(row, "trPr/gridBefore") or 0)
        for cell in row.iter(_W + "tc"):
            cells.append(_text(cell))
            # A cell that spans columns is read once; empty cells keep the columns after it in
            # place.
            cells += [""] * (int(_value(cell, "tcPr/gridSpan") or 1) - 1)
        rows.append(cells)
    return rows


def _footnotes(document: Any) -> dict[str, str]:
    """Return the texts of the document's footnotes by their id."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            return {note.get(_W + "id"): _text(note) for note in root.iter(_W + "footnote")}
    return {}
