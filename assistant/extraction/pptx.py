"""Reads presentations (PPTX) into sections, slide by slide."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from pptx import Presentation

from assistant.extraction.archives import open_archive, read_part
from assistant.extraction.job import Job
from assistant.extraction.section_builder import SectionBuilder, table_lines
from assistant.extraction.unreadable_file import DAMAGED, SIZE, UnreadableFile
from assistant.types import Section

#: Height of the bands, in English Metric Units, within which shapes count as side by side.
_ROW = 300_000


def pptx_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield one section for each slide, numbered from 1, with its title as heading and its notes.

    Hidden slides are left out but counted. Raises UnreadableFile for other files and for too many
    slides.
    """
    job = job or Job()
    if b"presentationml" not in read_part(open_archive(content), "[Content_Types].xml"):
        raise UnreadableFile(DAMAGED, "not a presentation")
    slides = Presentation(io.BytesIO(content)).slides
    total = len(slides)
    if total > job.max_pages:
        raise UnreadableFile(SIZE, f"{total} slides")
    for number, slide in enumerate(slides, start=1):
        if slide.element.get("show") != "0":
            yield from _slide(slide, number)
        job.progress(number, total)


def _slide(slide: Any, number: int) -> Iterator[Section]:
    """Yield the section of one slide."""
    builder = SectionBuilder()
    builder.start_page(number)
    title = slide.shapes.title
    if title is not None:
        builder.heading(1, title.text_frame.text)
    for shape in _in_reading_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            for line in _lines(shape):
                builder.line(line)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame):
        for paragraph in notes.paragraphs:
            builder.line(_text(paragraph))
    sections = list(builder.finish())
    # A slide with nothing but a title must still be found by it.
    if not sections and title is not None:
        sections = [Section(text=_text(title.text_frame), page=number)]
    yield from sections


def _in_reading_order(shapes: Iterable[Any]) -> list[Any]:
    """Sort shapes from top to bottom, and from left to right where they are side by side."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // _ROW, shape.left or 0))


def _lines(shape: Any) -> Iterator[str]:
    """Yield the lines of a shape: a group's shapes, a table's rows or a text's paragraphs."""
    if hasattr(shape, "shapes"):
        for inner in _in_reading_order(shape.shapes):
            yield from _lines(inner)
    elif getattr(shape, "has_table", False):
        rows = [[_text(cell.text_frame) for cell in row.cells] for row in shape.table.rows]
        yield from table_lines(rows)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            yield _text(paragraph)


def _text(part: Any) -> str:
    return " ".join(part.text.split())
