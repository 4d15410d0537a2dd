"""Reads the links in any page or snippet from the stored values: no query, no rendering.

The definitions of fields and blocks say what a stored value is, so that new kinds of page and new
blocks are read without a change here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from html.parser import HTMLParser
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page


class Kind(Enum):
    """How a link names its target."""

    PAGE = "page"
    DOCUMENT = "document"
    URL = "url"


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundLink:
    """A link as it is stored; `target` is the key of a page or document, or an address."""

    kind: Kind
    target: str
    text: str = ""
    #: The labels of the field and of the blocks around the link, for people.
    field: str = ""


def links_of(instance: models.Model) -> Iterator[FoundLink]:
    """Yield the links in the fields of one object, without those of its child rows."""
    for field in instance._meta.get_fields():
        if not isinstance(field, models.Field) or _is_wagtail_field(field):
            continue
        label = capfirst(str(field.verbose_name))
        for link in _in_field(instance, field):
            yield replace(link, field=f"{label} › {link.field}" if link.field else label)


def _is_wagtail_field(field: models.Field) -> bool:
    """Return whether it is a field of Wagtail's Page, or of a parent: these hold no links."""
    if field.remote_field and getattr(field.remote_field, "parent_link", False):
        return True
    return issubclass(field.model, Page) and field.model._meta.app_label == "wagtailcore"


def _in_field(instance: models.Model, field: models.Field) -> Iterator[FoundLink]:
    if isinstance(field, StreamField):
        value = getattr(instance, field.attname)
        yield from _in_block(value.stream_block, list(value.raw_data))
    elif isinstance(field, RichTextField):
        yield from _in_html(getattr(instance, field.attname))
    elif isinstance(field, models.URLField):
        yield from _url_link(getattr(instance, field.attname))
    elif isinstance(field, models.ForeignKey) and type(field).__name__ != "ParentalKey":
        target = getattr(instance, field.attname)
        kind = _kind_of(field.related_model)
        if kind and target is not None:
            yield FoundLink(kind=kind, target=str(target))


def _kind_of(model: Any) -> Kind | None:
    if issubclass(model, Page):
        return Kind.PAGE
    return Kind.DOCUMENT if issubclass(model, AbstractDocument) else None


def _in_block(block: blocks.Block, raw: Any) -> Iterator[FoundLink]:
    """Yield the links in a block's stored value, which an older version may have written."""
    if raw in (None, ""):
        return
    if isinstance(block, BaseTypedTableBlock):
        yield from _in_table(block, raw)
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in raw if isinstance(raw, list) else []:
            if isinstance(child, Mapping) and child.get("type") in block.child_blocks:
                inner = block.child_blocks[child["type"]]
                yield from _in_child_block(inner, child.get("value"))
    elif isinstance(block, blocks.BaseStructBlock):
        if isinstance(raw, Mapping):
            texts = (raw.get(name) for name in _TEXT_BLOCKS)
            own_text = next((text for text in texts if text and isinstance(text, str)), "")
            for name, inner in block.child_blocks.items():
                for link in _in_child_block(inner, raw.get(name)):
                    yield link if link.text else replace(link, text=own_text)
    elif isinstance(block, blocks.ListBlock):
        for item in raw if isinstance(raw, list) else []:
            is_wrapped = isinstance(item, Mapping) and item.get("type") == "item"
            yield from _in_block(block.child_block, item["value"] if is_wrapped else item)
    elif isinstance(block, blocks.RichTextBlock | blocks.RawHTMLBlock):
        yield from _in_html(str(raw))
    elif isinstance(block, blocks.URLBlock):
        yield from _url_link(str(raw))
    elif isinstance(block, blocks.PageChooserBlock):
        yield FoundLink(kind=Kind.PAGE, target=str(raw))
    elif isinstance(block, DocumentChooserBlock):
        yield FoundLink(kind=Kind.DOCUMENT, target=str(raw))


#: The child blocks whose text is that of the link, the preferred one first.
_TEXT_BLOCKS = ("label", "link_text", "caption", "title", "text", "name")


def _in_child_block(block: blocks.Block, raw: Any) -> Iterator[FoundLink]:
    """Yield the links in a child block, with its label added to their place."""
    label = str(block.label or block.name)
    for link in _in_block(block, raw):
        yield replace(link, field=f"{label} › {link.field}" if link.field else label)


def _in_table(block: Any, raw: Any) -> Iterator[FoundLink]:
    columns = [block.child_blocks.get(column.get("type")) for column in raw.get("columns", [])]
    for row in raw.get("rows", []):
        for inner, cell in zip(columns, row.get("values", []), strict=False):
            if inner is not None:
                yield from _in_block(inner, cell)


def _url_link(url: str | None) -> Iterator[FoundLink]:
    if url and url.strip():
        yield FoundLink(kind=Kind.URL, target=url.strip())


def _in_html(html: str | None) -> Iterator[FoundLink]:
    if html and "<a" in html.lower():
        parser = _LinkParser()
        parser.feed(html)
        parser.close()
        yield from parser.links()


class _LinkParser(HTMLParser):
    """Collects the `<a>` elements of rich text, which name a page or document, or an address."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[tuple[dict[str, str], list[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a link."""
        if tag == "a":
            self._found.append(({name: value or "" for name, value in attrs}, []))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        """End a link."""
        if tag == "a":
            self._open = False

    def handle_data(self, data: str) -> None:
        """Add the text to the link that is open, if any."""
        if self._open:
            self._found[-1][1].append(data)

    def links(self) -> Iterator[FoundLink]:
        """Yield the links that were found."""
        for attributes, words in self._found:
            text = " ".join("".join(words).split())
            kind = attributes.get("linktype", "")
            if kind in {"page", "document"} and attributes.get("id"):
                yield FoundLink(kind=Kind(kind), target=attributes["id"], text=text)
            elif attributes.get("href", "").strip():
                yield FoundLink(kind=Kind.URL, target=attributes["href"].strip(), text=text)
