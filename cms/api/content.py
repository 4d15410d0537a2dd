"""Writes StreamFields and rich text as JSON for front ends, from the stored values.

Wagtail's own representation has only keys of documents, images and pages, also of those that the
public may not see, and links that only Wagtail understands. Here each becomes what it stands for.
Everything is written twice: first for a `ReferenceCollector`, which notes what is named, and then,
after one fetch of all of it, for a `ReferenceWriter`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from typing import Any, Protocol

from django.http import HttpRequest
from django.utils.html import format_html
from wagtail import blocks
from wagtail.api.utils import get_full_url
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.api.lookups import Lookups
from cms.api.representations import (
    document_reference,
    image_reference,
    page_reference,
    snippet_reference,
)
from cms.blocks import BodyBlock, anchors

_EMPTY_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)


class ReferenceHandler(Protocol):
    """Says what to write for each thing that content names."""

    def page(self, pk: int) -> Any: ...
    def document(self, pk: int) -> Any: ...
    def image(self, pk: int, alt: str | None) -> Any: ...
    def snippet(self, model: type[Any], pk: int) -> Any: ...
    def page_link(self, pk: int) -> str: ...
    def document_link(self, pk: int) -> str: ...


class ReferenceCollector:
    """A handler that notes the keys of what is named, and writes nothing."""

    def __init__(self) -> None:
        """Begin with no keys."""
        self.pages: set[int] = set()
        self.documents: set[int] = set()
        self.images: set[int] = set()
        self.snippets: dict[type[Any], set[int]] = defaultdict(set)

    def page(self, pk: int) -> None:
        """Note a page."""
        self.pages.add(pk)

    def document(self, pk: int) -> None:
        """Note a document."""
        self.documents.add(pk)

    def image(self, pk: int, alt: str | None) -> None:
        """Note an image."""
        self.images.add(pk)

    def snippet(self, model: type[Any], pk: int) -> None:
        """Note a snippet."""
        self.snippets[model].add(pk)

    def page_link(self, pk: int) -> str:
        """Note a page that a text links to."""
        self.pages.add(pk)
        return ""

    def document_link(self, pk: int) -> str:
        """Note a document that a text links to."""
        self.documents.add(pk)
        return ""

    def load(self, lookups: Lookups) -> None:
        """Fetch all that was noted."""
        lookups.load_pages(self.pages)
        lookups.load_documents(self.documents)
        lookups.load_images(self.images)
        for model, pks in self.snippets.items():
            lookups.load_snippets(model, pks)


class ReferenceWriter:
    """A handler that writes what was fetched, in the page's language; null if it is not public."""

    def __init__(self, lookups: Lookups, language: str, request: HttpRequest) -> None:
        """Write for a page in this language."""
        self._lookups = lookups
        self._language = language
        self._request = request

    def page(self, pk: int) -> dict[str, Any] | None:
        """Return the page in the language, or else in its own."""
        page = self._lookups.page(pk, self._language)
        return page_reference(page, self._request, pk) if page else None

    def document(self, pk: int) -> dict[str, Any] | None:
        """Return the document with its download link."""
        document = self._lookups.document(pk)
        return document_reference(document, self._request) if document else None

    def image(self, pk: int, alt: str | None) -> dict[str, Any] | None:
        """Return the image in all its sizes."""
        image = self._lookups.image(pk)
        return image_reference(image, self._request, alt) if image else None

    def snippet(self, model: type[Any], pk: int) -> dict[str, Any] | None:
        """Return the snippet in the language, or else in its own."""
        snippet = self._lookups.snippet(model, pk, self._language)
        return snippet_reference(snippet, self._request, pk) if snippet else None

    def page_link(self, pk: int) -> str:
        """Return the opening tag of a link to a page; without an address if it is not public."""
        page = self._lookups.page(pk, self._language)
        url = page.get_full_url(self._request) if page else None
        return format_html('<a href="{}">', url) if url else "<a>"

    def document_link(self, pk: int) -> str:
        """Return the opening tag of a link to a document; without an address if not public."""
        document = self._lookups.document(pk)
        if document is None:
            return "<a>"
        return format_html('<a href="{}">', get_full_url(self._request, document.url))


def _key(attributes: dict[str, str]) -> int:
    value = attributes.get("id", "")
    return int(value) if value.isdecimal() and len(value) < 19 else 0


def write_rich_text(html: str | None, handler: ReferenceHandler) -> str:
    """Return HTML with the addresses of public pages and documents, other links as plain text."""
    if not html:
        return ""
    rewrite = LinkRewriter(
        {
            "page": lambda attributes: handler.page_link(_key(attributes)),
            "document": lambda attributes: handler.document_link(_key(attributes)),
        }
    )
    return _EMPTY_LINK.sub(r"\1", EmbedRewriter()(rewrite(html)))


def write_stream(
    value: StreamValue, handler: ReferenceHandler, taken: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return the blocks of a StreamField; headings and questions of a body get their anchors.

    `taken` are ids that the page has besides.
    """
    # The raw data is read, because the blocks would fetch what they name page by page.
    written = _write(value.stream_block, list(value.raw_data), handler)
    if isinstance(value.stream_block, BodyBlock):
        headings = [block["value"] for block in written if block["type"] == "heading"]
        found = _add_anchors(headings, "text", taken)
        lists = [block["value"]["questions"] for block in written if block["type"] == "faq"]
        _add_anchors([item for items in lists for item in items], "question", {*taken, *found})
    return written


def _add_anchors(items: list[dict[str, Any]], name: str, taken: Collection[str]) -> list[str]:
    found = anchors((item[name] for item in items), taken)
    for item, anchor in zip(items, found, strict=True):
        item["anchor"] = anchor
    return found


def _write(block: blocks.Block, raw: Any, handler: ReferenceHandler) -> Any:
    """Return the value of a block as JSON, given its stored value."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [
            {
                "type": child["type"],
                "value": _write(block.child_blocks[child["type"]], child["value"], handler),
                "id": child.get("id"),
            }
            for child in raw or []
            if child["type"] in block.child_blocks
        ]
    if isinstance(block, ImageBlock):
        return _write_image(raw, handler)
    if isinstance(block, blocks.BaseStructBlock):
        raw = raw or {}
        return {
            name: _write(child, raw[name] if name in raw else _default(child), handler)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [_write(block.child_block, _list_item(item), handler) for item in raw or []]
    if isinstance(block, TypedTableBlock):
        return _write_table(block, raw, handler)
    if isinstance(block, blocks.RichTextBlock):
        return write_rich_text(raw if isinstance(raw, str) else "", handler)
    if isinstance(block, blocks.ChooserBlock):
        return _write_chosen(block, raw, handler)
    return block.get_api_representation(block.to_python(raw))


def _write_chosen(block: blocks.ChooserBlock, raw: Any, handler: ReferenceHandler) -> Any:
    if not isinstance(raw, int):
        return None
    if isinstance(block, blocks.PageChooserBlock):
        return handler.page(raw)
    if isinstance(block, DocumentChooserBlock):
        return handler.document(raw)
    if isinstance(block, ImageChooserBlock):
        return handler.image(raw, None)
    if isinstance(block, SnippetChooserBlock):
        return handler.snippet(block.target_model, raw)
    return None


def _write_image(raw: Any, handler: ReferenceHandler) -> Any:
    if isinstance(raw, int):  # as an image was stored before it had an alternative text
        return handler.image(raw, None)
    if not raw or not isinstance(raw.get("image"), int):
        return None
    return handler.image(raw["image"], "" if raw.get("decorative") else raw.get("alt_text") or None)


def _write_table(block: TypedTableBlock, raw: Any, handler: ReferenceHandler) -> dict[str, Any]:
    raw = raw or {"columns": [], "rows": [], "caption": ""}
    kinds = [block.child_blocks.get(column["type"]) for column in raw["columns"]]
    shown = [index for index, kind in enumerate(kinds) if kind is not None]
    return {
        "columns": [raw["columns"][index] for index in shown],
        "rows": [
            {"values": [_write(kinds[index], row["values"][index], handler) for index in shown]}
            for row in raw["rows"]
        ],
        "caption": raw.get("caption", ""),
    }


def _default(block: blocks.Block) -> Any:
    return block.get_prep_value(block.get_default())


def _list_item(item: Any) -> Any:
    is_wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
    return item["value"] if is_wrapped else item
