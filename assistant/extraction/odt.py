"""ODT to sections, split at its headings."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.job import Job
from assistant.extraction.outline import Outline, table_lines
from assistant.extraction.refusal import DAMAGED, LOCKED, Refused
from assistant.types import Section

#: Parts of a text that are not read where they stand: comments, what was deleted, the numbers of
#: notes, the table of contents (whose lines are the headings again), and what draws or computes.
_SKIPPED = {
    "office:annotation", "office:annotation-end", "text:tracked-changes", "text:note-citation",
    "text:table-of-content", "text:alphabetical-index", "office:forms", "text:sequence-decls",
    "text:variable-decls", "text:user-field-decls", "svg:title", "svg:desc", "draw:object",
    "text:ruby-text",
}  # fmt: skip
_CELLS = {"table:table-cell", "table:covered-table-cell"}
#: Columns of a table that are read at most.
_COLUMNS = 200


def odt_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """The sections of an OpenDocument text; table rows become lines, notes follow their paragraph.

    A document's template (.ott) is the same thing; a spreadsheet under this name is refused.
    """
    from odfdo import Document

    archive = open_archive(content)
    if b"opendocument.text" not in read_part(archive, "mimetype"):
        raise Refused(DAMAGED, "not an OpenDocument text")
    if b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
        raise Refused(LOCKED, "encrypted")
    outline = Outline()
    for _ in _blocks(Document(io.BytesIO(content)).body, outline):
        yield from outline.take()
    yield from outline.finish()


def _blocks(parent: Any, outline: Outline, bullet: str = "") -> Iterator[None]:
    """Read headings, paragraphs, lists and tables in their order, one at a step."""
    for element in parent.children:
        tag = element.tag
        if tag in _SKIPPED:
            continue
        if tag == "text:h":
            level = element.get_attribute_integer("text:outline-level") or 1
            outline.heading(level, _text(element))
        elif tag == "text:p":
            _paragraph(element, outline, bullet)
        elif tag == "table:table":
            for line in table_lines(list(_rows(element))):
                outline.line(line)
        else:
            # Lists, sections, frames: what stands in them stands here.
            yield from _blocks(element, outline, "• " if tag == "text:list-item" else bullet)
        yield


def _paragraph(element: Any, outline: Outline, bullet: str) -> None:
    notes: list[Any] = []
    text = _text(element, notes)
    # The document's title has a style of its own and stands in no heading's path.
    if text and element.get_attribute("text:style-name") == "Title":
        outline.heading(0, text)
    elif text:
        outline.line(bullet + text)
    for note in notes:
        outline.line(_text(note))


def _text(element: Any, notes: list[Any] | None = None) -> str:
    """The text of a paragraph or cell; the notes in it are put into `notes`, or dropped."""
    parts: list[str] = []
    # What is still to be read, last first: elements, and the text that follows one.
    waiting: list[Any] = [element]
    while waiting:
        current = waiting.pop()
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
                waiting += [child.tail or "", child]
    return " ".join("".join(parts).split())


def _rows(table: Any) -> Iterator[list[str]]:
    for element in table.children:
        if element.tag == "table:table-row":
            cells: list[str] = []
            for cell in element.children:
                if cell.tag in _CELLS:
                    times = cell.get_attribute_integer("table:number-columns-repeated") or 1
                    cells += [_text(cell)] * min(times, _COLUMNS - len(cells))
            yield cells
        elif element.tag not in _SKIPPED:
            # Groups of rows: the head of a table, say.
            yield from _rows(element)
