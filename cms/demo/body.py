"""Markdown of the sample pages to the blocks of a page body.

Headings, paragraphs, lists, tables and quotations are plain Markdown; the last line of a quotation
may name who said it after a dash. `[[document:slug|caption]]` on a line of its own offers a
document. All other blocks are fenced, see `cms.demo.fences`.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from markdown_it.token import Token

from cms.demo.fences import fenced_block
from cms.demo.markup import html_of, parse
from cms.demo.targets import Targets

_DOCUMENT = re.compile(r"\[\[document:([\w-]+)(?:\|(.+))?\]\]")
Block = dict[str, Any]


def blocks_of(markdown: str, *, key: uuid.UUID, targets: Targets) -> list[Block]:
    """The raw blocks of a body, with the same ids for the same `key` each time.

    Raises UnknownTarget.
    """
    blocks = _Builder(key=key, targets=targets).blocks(_top_level(parse(markdown)))
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
    def __init__(self, *, key: uuid.UUID, targets: Targets) -> None:
        self.key = key
        self.targets = targets
        self.fences = 0

    def blocks(self, groups: Iterable[list[Token]]) -> Iterator[tuple[str, Any]]:
        """Kind and value of each block; paragraphs and lists that follow one another are one."""
        html = ""
        for group in groups:
            block = self._block(group)
            if block is None:
                html += html_of(group, self.targets)
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
            case "fence":
                return group[0].info, self._fenced(group[0])
            case "paragraph_open" if found := _DOCUMENT.fullmatch(group[1].content):
                slug, caption = found.groups()
                document = self.targets.document(slug)
                return "document", {"document": document, "caption": caption or ""}
        return None

    def _fenced(self, token: Token) -> Any:
        self.fences += 1
        key = uuid.uuid5(self.key, f"fence {self.fences}")
        return fenced_block(token.info, token.content, key=key, targets=self.targets)


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
