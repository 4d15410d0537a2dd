"""What the body of a page is made of, and the anchors of its headings."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail_localize.segments import StringSegmentValue

#: Inline marks and lists only: headings are blocks of their own, so that each has an anchor.
PARAGRAPH_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
ANCHOR_LENGTH = 80


def anchors(texts: Iterable[str]) -> list[str]:
    """The anchors of headings in page order: their slugs in any script, numbered if repeated."""
    taken: set[str] = set()
    result = []
    for text in texts:
        base = slugify(text, allow_unicode=True)[:ANCHOR_LENGTH].strip("-") or "section"
        anchor, number = base, 2
        while anchor in taken:
            anchor, number = f"{base}-{number}", number + 1
        taken.add(anchor)
        result.append(anchor)
    return result


def heading_anchors(body: StreamValue) -> dict[int, str]:
    """The anchor of each heading of a body, by the block's position in it."""
    positions = [index for index, child in enumerate(body) if child.block_type == "heading"]
    found = anchors(body[index].value["text"] for index in positions)
    return dict(zip(positions, found, strict=True))


class HeadingBlock(blocks.StructBlock):
    """A heading inside a page; the page's title is its only first-level heading."""

    text = blocks.CharBlock(label=_("Text"), max_length=200)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("h2", _("Section")), ("h3", _("Part of a section"))],
        default="h2",
        help_text=_("Sections appear in the page's table of contents."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"


class QuoteBlock(blocks.StructBlock):
    """Someone's words, and whose they are."""

    text = blocks.TextBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(
        label=_("Who said it"), required=False, max_length=200, help_text=_("Name and role.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class DocumentBlock(blocks.StructBlock):
    """A document to download, offered in the middle of a page."""

    document = DocumentChooserBlock(label=_("Document"))
    caption = blocks.CharBlock(
        label=_("Caption"),
        required=False,
        max_length=200,
        help_text=_("What the reader will find in it. The document's title is shown anyway."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "cms/blocks/document.html"


def _segment_path(text: str) -> str:
    """A path that follows the text of a cell, so that moving rows loses no translation."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]


def _table_texts(table: TypedTable) -> list[str]:
    """Every text of a table that a translator has to see, once each; figures need none."""
    texts = [table.caption, *(column["heading"] for column in table.columns)]
    texts += [cell for row in table.row_data for cell in row["values"] if isinstance(cell, str)]
    wanted = [text for text in texts if text and any(letter.isalpha() for letter in text)]
    return list(dict.fromkeys(wanted))


class TranslatableTableBlock(TypedTableBlock):
    """A typed table whose caption, headings and text cells wagtail-localize can translate."""

    def get_translatable_segments(self, table: TypedTable) -> list[StringSegmentValue]:
        """The texts of the table (called by wagtail-localize)."""
        return [StringSegmentValue(_segment_path(text), text) for text in _table_texts(table)]

    def restore_translated_segments(
        self, table: TypedTable, segments: list[StringSegmentValue]
    ) -> TypedTable:
        """The source table with its texts replaced (called by wagtail-localize)."""
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
    """The table of a page body: columns of text or of numbers."""
    return TranslatableTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
        ],
        icon="table",
        label=_("Table"),
        template="cms/blocks/table.html",
    )


class BodyBlock(blocks.StreamBlock):
    """The body of every kind of page."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=PARAGRAPH_FEATURES, template="cms/blocks/paragraph.html"
    )
    table = table_block()
    quote = QuoteBlock()
    document = DocumentBlock()

    class Meta:
        template = "cms/blocks/body.html"

    def get_context(self, value: StreamValue, parent_context: Any = None) -> dict[str, Any]:
        """Give each child its anchor, which only the whole body can tell (see StreamBlock)."""
        context = super().get_context(value, parent_context=parent_context)
        found = heading_anchors(value)
        context["children"] = [(child, found.get(index, "")) for index, child in enumerate(value)]
        return context

    def get_api_representation(self, value: StreamValue, context: Any = None) -> list[dict]:
        """The body as the headless API gives it; headings carry their anchor on the page."""
        blocks_ = super().get_api_representation(value, context=context)
        for index, anchor in heading_anchors(value).items():
            blocks_[index]["value"] = {**blocks_[index]["value"], "anchor": anchor}
        return blocks_
