"""Markdown of the sample pages to the blocks of a page body."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_DOCUMENT = re.compile(r"\[\[document:([\w-]+)(?:\|(.+))?\]\]")
_MARKS = {"strong": "b", "em": "i"}
Block = dict[str, Any]


class UnknownTarget(ValueError):
    """A link or a document line names something that is not part of the sample content."""


def blocks_of(
    markdown: str, *, key: uuid.UUID, pages: Mapping[str, int], documents: Mapping[str, int]
) -> list[Block]:
    """The raw blocks of a body, with the same ids for the same `key` each time.

    `pages` maps page paths ("centres/rivermouth") and `documents` document slugs to primary keys.
    Raises UnknownTarget.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    builder = _Builder(pages=pages, documents=documents)
    blocks = builder.blocks(_top_level(tokens))
    return [
        {"type": kind, "value": value, "id": str(uuid.uuid5(key, f"{place}:{kind}"))}
        for place, (kind, value) in enumerate(blocks)
    ]


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    """Tokens grouped by the element of the top level that they belong to."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


class _Builder:
    def __init__(self, *, pages: Mapping[str, int], documents: Mapping[str, int]) -> None:
        self.pages = pages
        self.documents = documents

    def blocks(self, groups: Iterable[list[Token]]) -> Iterator[tuple[str, Any]]:
        """Kind and value of each block; paragraphs and lists that follow one another are one."""
        html = ""
        for group in groups:
            block = self._block(group)
            if block is None:
                html += self._html(group)
                continue
            if html:
                yield "paragraph", html
                html = ""
            yield block
        if html:
            yield "paragraph", html

    def _block(self, group: list[Token]) -> tuple[str, Any] | None:
        match group[0].type:
            case "heading_open":
                return "heading", {"text": group[1].content, "level": group[0].tag}
            case "table_open":
                return "table", _table(group)
            case "blockquote_open":
                lines = "\n".join(token.content for token in group if token.type == "inline")
                text, _, attribution = lines.partition("\n— ")
                return "quote", {"text": text, "attribution": attribution}
            case "paragraph_open" if found := _DOCUMENT.fullmatch(group[1].content):
                slug, caption = found.groups()
                document = _known(self.documents, slug)
                return "document", {"document": document, "caption": caption or ""}
        return None

    def _html(self, group: list[Token]) -> str:
        """Rich text as Wagtail stores it, of a paragraph or a list."""
        parts = []
        for token in group:
            if token.type == "inline":
                parts += [self._inline(child) for child in token.children or []]
            elif not token.hidden:
                parts.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>")
        return "".join(parts)

    def _inline(self, token: Token) -> str:
        if token.type == "text":
            return escape(token.content, quote=False)
        if token.type == "softbreak":
            return " "
        if token.type == "link_open":
            href = str(token.attrs["href"])
            if href.startswith("/"):
                return f'<a linktype="page" id="{_known(self.pages, href.strip("/"))}">'
            return f'<a href="{escape(href)}">'
        tag = _MARKS.get(token.tag, token.tag)
        return f"</{tag}>" if token.nesting < 0 else f"<{tag}>"


def _table(group: list[Token]) -> dict[str, Any]:
    """The raw value of a table block whose columns all hold text."""
    rows: list[list[str]] = []
    for token in group:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    head, *body = rows
    return {
        "columns": [{"type": "text", "heading": heading} for heading in head],
        "rows": [{"values": row} for row in body],
        "caption": "",
    }


def _known(targets: Mapping[str, int], name: str) -> int:
    try:
        return targets[name]
    except KeyError:
        raise UnknownTarget(f"Nothing in the sample content is called {name!r}.") from None
