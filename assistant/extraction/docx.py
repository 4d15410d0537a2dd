"""DOCX to sections, split at its headings."""

from __future__ import annotations

import io
import re

from assistant.types import Section

_HEADING = re.compile(r"(?:heading|title)\s*(\d*)", re.IGNORECASE)


def docx_sections(content: bytes) -> list[Section]:
    """The sections of a Word document; table rows become lines of their own."""
    from docx import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    lines: list[str] = []

    def end_section() -> None:
        if lines:
            heading = " › ".join(name for level, name in path if level > 0)
            sections.append(Section(heading=heading, text="\n".join(lines)))
            lines.clear()

    for item in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(item, Table):
            lines.extend(_rows(item))
        elif isinstance(item, Paragraph) and item.text.strip():
            text = " ".join(item.text.split())
            level = _heading_level(item.style.name if item.style else "")
            if level is None:
                bullet = item.style is not None and "list" in item.style.name.lower()
                lines.append(f"• {text}" if bullet else text)
            else:
                end_section()
                path[:] = [(other, name) for other, name in path if other < level]
                path.append((level, text))
    end_section()
    return sections


def _heading_level(style: str) -> int | None:
    match = _HEADING.match(style)
    return int(match[1] or 0) if match else None


def _rows(table) -> list[str]:  # type: ignore[no-untyped-def]  # python-docx types it loosely
    rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    if len(rows) < 2:
        return ["; ".join(row) for row in rows]
    headers, *body = rows
    return [
        "; ".join(
            f"{headers[i]}: {cell}" if i and headers[i] else cell
            for i, cell in enumerate(row)
            if cell
        )
        for row in body
    ]
