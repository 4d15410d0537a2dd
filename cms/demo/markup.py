"""Markdown to rich text as Wagtail stores it."""

from collections.abc import Iterable
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cms.demo.targets import Targets

_MARKS = {"strong": "b", "em": "i"}


def parse(markdown: str) -> list[Token]:
    """The tokens of a text in CommonMark, with tables."""
    return MarkdownIt("commonmark").enable("table").parse(markdown)


def rich_text(markdown: str, targets: Targets) -> str:
    """Paragraphs and lists as rich text; links that begin with "/" lead to sample pages.

    Raises UnknownTarget.
    """
    return html_of(parse(markdown), targets)


def html_of(tokens: Iterable[Token], targets: Targets) -> str:
    """Rich text of a paragraph or a list that is parsed already. Raises UnknownTarget."""
    parts = []
    for token in tokens:
        if token.type == "inline":
            parts += [_inline(child, targets) for child in token.children or []]
        elif not token.hidden:
            parts.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>")
    return "".join(parts)


def _inline(token: Token, targets: Targets) -> str:
    if token.type == "text":
        return escape(token.content, quote=False)
    if token.type == "softbreak":
        return " "
    if token.type == "link_open":
        href = str(token.attrs["href"])
        if href.startswith("/"):
            return f'<a linktype="page" id="{targets.page(href)}">'
        return f'<a href="{escape(href)}">'
    tag = _MARKS.get(token.tag, token.tag)
    return f"</{tag}>" if token.nesting < 0 else f"<{tag}>"
