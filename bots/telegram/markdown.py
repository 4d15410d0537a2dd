"""Turns an answer's Markdown into styled text for Telegram. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bots.telegram.richtext import Span

_MARKER = re.compile(r"\[(\d{1,3})\]")
_STYLES = {"strong": "b", "em": "i", "s": "s", "blockquote": "blockquote"}
_INDENT = "    "


def linkable(url: str) -> bool:
    """Return whether Telegram makes a link of this address; it needs a full host name."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    whole = "." in host.strip(".") or ":" in host
    return parts.scheme in {"http", "https"} and whole and not host.endswith(".localhost")


def to_spans(markdown: str, links: Mapping[int, str]) -> list[Span]:
    """Return the spans of a Markdown text, which may be unfinished.

    `links` has the address of each marker, such as `[1]`. Other links are kept only if they lead to
    the hosts of those addresses: a language model must not send readers anywhere else. Headings
    become bold lines, list items get bullets, table rows become lines. A marker without an address,
    or with one that Telegram would drop, stays plain text.
    """
    writer = _Writer(links)
    writer.blocks(_parser().parse(markdown))
    return writer.spans


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Keeps escaped characters in tokens of their own: `\[1\]` quotes a page and is no marker.
    return parser.disable("text_join")


class _Writer:
    """Visits Markdown tokens and collects spans, with blank lines between blocks."""

    def __init__(self, links: Mapping[int, str]) -> None:
        self.spans: list[Span] = []
        self._links = links
        self._hosts = {urlsplit(url).hostname for url in links.values() if linkable(url)}
        self._styles: list[str] = []
        self._url = ""
        self._gap = 0
        #: The next number of each enclosing list, outermost first; None for bullets.
        self._lists: list[int | None] = []
        self._first_cell = True

    def blocks(self, tokens: Sequence[Token]) -> None:
        """Write block tokens."""
        for token in tokens:
            match token.type:
                case "inline":
                    self._inline(token.children or [])
                case "paragraph_open":
                    self._need(1 if self._lists else 2)
                case "heading_open":
                    self._need(2)
                    self._styles.append("b")
                case "heading_close" | "th_close":
                    self._styles.remove("b")
                case "blockquote_open":
                    self._need(2)
                    self._styles.append("blockquote")
                case "blockquote_close":
                    self._styles.remove("blockquote")
                case "bullet_list_open":
                    self._lists.append(None)
                case "ordered_list_open":
                    self._lists.append(int(token.attrs.get("start", 1)))
                case "bullet_list_close" | "ordered_list_close":
                    self._lists.pop()
                    self._need(1 if self._lists else 2)
                case "list_item_open":
                    self._item()
                case "list_item_close":
                    self._gap = max(self._gap, 0)
                case "fence" | "code_block":
                    self._need(2)
                    self._write(token.content.rstrip("\n"), alone="pre")
                case "hr":
                    self._need(2)
                    self._write("———")
                case "table_open":
                    self._need(2)
                case "tr_open":
                    self._need(1)
                    self._first_cell = True
                case "th_open" | "td_open":
                    if not self._first_cell:
                        self._write(" | ")
                    self._first_cell = False
                    if token.type == "th_open":
                        self._styles.append("b")

    def _inline(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            kind = token.type.rpartition("_")[0]
            match token.type:
                case "text":
                    self._text(token.content)
                case "text_special":
                    self._write(token.content)
                case "softbreak" | "hardbreak":
                    self._write("\n")
                case "code_inline":
                    self._write(token.content, alone="code")
                case "image":
                    self._write(token.content)
                case "link_open":
                    url = str(token.attrs.get("href", ""))
                    known = linkable(url) and urlsplit(url).hostname in self._hosts
                    self._url = url if known else ""
                case "link_close":
                    self._url = ""
                case "strong_open" | "em_open" | "s_open":
                    self._styles.append(_STYLES[kind])
                case "strong_close" | "em_close" | "s_close":
                    self._styles.remove(_STYLES[kind])

    def _text(self, text: str) -> None:
        """Write a text, and link its markers."""
        at = 0
        for marker in _MARKER.finditer(text):
            url = self._links.get(int(marker[1]), "")
            if not self._url and linkable(url):
                self._write(text[at : marker.start()])
                self._write(marker[0], url=url)
                at = marker.end()
        self._write(text[at:])

    def _item(self) -> None:
        """Write the bullet or number of a list item."""
        self._need(1)
        number = self._lists[-1]
        bullet = "• " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        self._write(_INDENT * (len(self._lists) - 1) + bullet)
        # The item's first paragraph continues on the bullet's line.
        self._gap = -1

    def _need(self, lines: int) -> None:
        """Put at least so many line breaks before the next text."""
        self._gap = 0 if self._gap == -1 else max(self._gap, lines)

    def _write(self, text: str, *, url: str = "", alone: str = "") -> None:
        """Write a text in the current styles, or in the style `alone` only."""
        if not text:
            return
        styles = frozenset(self._styles)
        if self._gap > 0 and self.spans:
            # Blank lines inside a quotation belong to it; else it would become several.
            shared = self.spans[-1].styles & styles & {"blockquote"}
            self.spans.append(Span("\n" * self._gap, shared))
        self._gap = 0
        self.spans.append(Span(text, frozenset({alone}) if alone else styles, url or self._url))
