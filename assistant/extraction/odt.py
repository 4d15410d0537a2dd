"""Reads OpenDocument texts (ODT) into sections, split at their headings."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from odfdo import Document

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.job import Job
from assistant.extraction.section_builder import SectionBuilder, table_lines
from assistant.extraction.unreadable_file import DAMAGED, LOCKED, UnreadableFile
from assistant.types import Section

#: Elements that are not read in place: comments, tracked deletions, the numbers of notes, the table
#: of contents (which repeats the headings), drawings and declarations.
_SKIPPED = {
    "office:annotation", "office:annotation-end", "text:tracked-changes", "text:note-citation",
    "text:table-of-content", "text:alphabetical-index", "office:forms", "text:sequence-decls",
    "text:variable-decls", "text:user-field-decls", "svg:title", "svg:desc", "draw:object",
    "text:ruby-text",
}  # fmt: skip
_CELLS = {"table:table-cell", "table:covered-table-cell"}
#: Most columns of a table that are read.
_COLUMNS = 200


def odt_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of an OpenDocument text; rows become lines, notes follow their paragraph.

    Templates (.ott) are read too. Raises UnreadableFile for other files, such as a spreadsheet
    under this name, and for encrypted ones.
    """
    archive = open_archive(content)
    if b"opendocument.text" not in read_part(archive, "mimetype"):
        raise UnreadableFile(DAMAGED, "not an OpenDocument text")
    if b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
        raise UnreadableFile(LOCKED, "encrypted")
    builder = SectionBuilder()
    for _ in _blocks(Document(io.BytesIO(content)).body, builder):
        yield from builder.take()
    yield from builder.finish()


def _blocks(parent: Any, builder: SectionBuilder, bullet: str = "") -> Iterator[None]:
    """Read headings, paragraphs, lists and tables in document order, yielding after each.

    `bullet` leads each paragraph of a list's item.
    """
    for element in parent.children:
        tag = element.tag
        if tag in _SKIPPED:
            continue
        if tag == "text:h":
            level = element.get_attribute_integer("text:outline-level") or 1
            builder.heading(level, _text(element))
        elif tag == "text:p":
            _paragraph(element, builder, bullet)
        elif tag == "table:table":
            for line in table_lines(list(_rows(element))):
                builder.line(line)
        else:
            # Lists, sections and frames are containers: their contents are read in place.
            yield from _blocks(element, builder, "• " if tag == "text:list-item" else bullet)
        yield


def _paragraph(element: Any, builder: SectionBuilder, bullet: str) -> None:
    """Add a paragraph as a title or a line, then the notes in it."""
    notes: list[Any] = []
    text = _text(element, notes)
    # The document's title is told by its style; it is not part of the headings' path.
    if text and element.get_attribute("text:style-name") == "Title":
        builder.heading(0, text)
    elif text:
        builder.line(bullet + text)
    for note in notes:
        builder.line(_text(note))


def _text(element: Any, notes: list[Any] | None = None) -> str:
    """Return the text of a paragraph or cell.

    Notes in it are appended to `notes`, or dropped if that is None.
    """
    parts: list[str] = []
    # A stack of what is still to be read: elements, and the text that follows an element.
    stack: list[Any] = [element]
    while stack:
        current = stack.pop()
        if isinstance(current, str):
            parts.append(current)
        elif current.tag in {"text:s", "text:tab", "text:line-break"}:
            parts.append(" ")
        elif current.tag == "text:note" and current is not element:
            if notes is not None:
                notes.append(current)
        elif current.tag not in _SKIPPED:
            if current.tag == "text:p" and parts:
                parts.append(" ")
            parts.append(current.text or "")
            for child in reversed(current.children):
                stack += [child.tail or "", child]
    return " ".join("".join(parts).split())


def _rows(table: Any) -> Iterator[list[str]]:
    """Yield the cell texts of each row of a table."""
    for element in table.children:
        if element.tag == "table:table-row":
            cells: list[str] = []
            for cell in element.children:
                if cell.tag in _CELLS:
                    times = cell.get_attribute_integer("table:number-columns-repeated") or 1
                    cells += [_text(cell)] * min(times, _COLUMNS - len(cells))
            yield cells
        elif element.tag not in _SKIPPED:
            # A group of rows, such as the table's head.
            yield from _rows(element)
