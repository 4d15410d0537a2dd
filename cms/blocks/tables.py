"""Tables in the body of a page, which wagtail-localize can translate cell by cell."""

import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments import StringSegmentValue


def _segment_path(text: str) -> str:
    """Return a path derived from a cell's text, so that moving rows loses no translation."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]


def _table_texts(table: TypedTable) -> list[str]:
    """Return each text of a table that has letters, once; figures need no translation."""
    texts = [table.caption, *(column["heading"] for column in table.columns)]
    texts += [cell for row in table.row_data for cell in row["values"] if isinstance(cell, str)]
    wanted = [text for text in texts if text and any(letter.isalpha() for letter in text)]
    return list(dict.fromkeys(wanted))


class TranslatableTableBlock(TypedTableBlock):
    """A typed table whose caption, headings and text cells wagtail-localize can translate."""

    def get_translatable_segments(self, table: TypedTable) -> list[StringSegmentValue]:
        """Return the texts of the table as segments (called by wagtail-localize)."""
        return [StringSegmentValue(_segment_path(text), text) for text in _table_texts(table)]

    def restore_translated_segments(
        self, table: TypedTable, segments: list[StringSegmentValue]
    ) -> TypedTable:
        """Return the source table with its texts replaced (called by wagtail-localize)."""
        translated = {segment.path: segment.render_text() for segment in segments}

        def translate(value: Any) -> Any:
            if not isinstance(value, str):
                return value
            return translated.get(_segment_path(value), value)

        return TypedTable(
            columns=[
                {"block": column["block"], "heading": translate(column["heading"])}
                for column in table.columns
            ],
            row_data=[
                {"values": [translate(cell) for cell in row["values"]]} for row in table.row_data
            ],
            caption=translate(table.caption or ""),
        )


def table_block() -> TranslatableTableBlock:
    """Return the block of a table in a page's body, with columns of text or of numbers."""
    return TranslatableTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
        ],
        icon="table",
        label=_("Table"),
        template="cms/blocks/table.html",
    )
