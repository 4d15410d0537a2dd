"""Styled text for Telegram: spans, their HTML, and splitting them into messages.

Telegram counts a message's length in UTF-16 units without its tags. So text is split while it
consists of spans, and becomes HTML last: no tag or entity can be cut in two.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from telegram.constants import MessageLimit

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
#: The tags that Telegram knows, outermost first; `a` is the link of a span.
_ORDER = ("blockquote", "a", "b", "i", "s")
#: Tags that Telegram does not allow inside or around others.
_ALONE = ("pre", "code")
_ZERO_WIDTH_JOINER = "\u200d"
_KHMER_COENG = "\u17d2"
#: Places to split, best first. A full stop needs a blank after it, an ideographic one does not.
_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"(?:[.!?…؟۔។]+[\"”’»)\]]*(?=\s))|(?:[。！？]+[”’」』)]*)")
_BLANK = re.compile(r"\s+")
_COMMA = re.compile(r"[，、；：\u200b]")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with its styles (Telegram's tag names) and, if it is a link, its address."""

    text: str
    styles: frozenset[str] = frozenset()
    url: str = ""


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(spans: Iterable[Span]) -> str:
    """Return the text without styles."""
    return "".join(span.text for span in spans)


def to_html(spans: Iterable[Span]) -> str:
    """Return Telegram's HTML: everything escaped, and every tag closed in the right order."""
    out: list[str] = []
    opened: list[tuple[str, str]] = []
    for span in spans:
        wanted = _tags(span)
        same = 0
        while same < min(len(opened), len(wanted)) and opened[same] == wanted[same]:
            same += 1
        out.extend(f"</{tag}>" for tag, _ in reversed(opened[same:]))
        for tag, url in wanted[same:]:
            out.append(f'<a href="{html.escape(url)}">' if tag == "a" else f"<{tag}>")
        opened = wanted
        out.append(html.escape(span.text, quote=False))
    out.extend(f"</{tag}>" for tag, _ in reversed(opened))
    return "".join(out)


def _tags(span: Span) -> list[tuple[str, str]]:
    """Return the tags of a span, outermost first, each with its address if it is a link."""
    for tag in _ALONE:
        if tag in span.styles:
            return [(tag, "")]
    return [
        (tag, span.url if tag == "a" else "")
        for tag in _ORDER
        if tag in span.styles or (tag == "a" and span.url)
    ]


def split(spans: Sequence[Span], limit: int = MAX_UNITS) -> list[list[Span]]:
    """Split spans into messages of at most `limit` UTF-16 units each; none is empty.

    `limit` is at least 2. Splits are between paragraphs, lines, sentences or words, in this order
    of preference. A word is split only if it is longer than the limit, and then not before a
    combining mark. Blanks at a split are dropped.
    """
    text = plain(spans)
    parts: list[list[Span]] = []
    start = 0
    while start < len(text):
        end = _cut(text, start, limit)
        first, last = start, end
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            parts.append(_slice(spans, first, last))
        start = end
    return parts


def _slice(spans: Sequence[Span], first: int, last: int) -> list[Span]:
    out: list[Span] = []
    at = 0
    for span in spans:
        begin, end = max(first - at, 0), min(last - at, len(span.text))
        if begin < end:
            out.append(replace(span, text=span.text[begin:end]))
        at += len(span.text)
    return out


def _reach(text: str, start: int, limit: int) -> int:
    """Return the index of the first character after `start` that exceeds `limit` units."""
    used = 0
    for index in range(start, len(text)):
        used += 2 if ord(text[index]) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)


def _cut(text: str, start: int, limit: int) -> int:
    """Return the index at which the message that begins at `start` ends."""
    while start < len(text) and text[start].isspace():
        start += 1
    end = _reach(text, start, limit)
    if end == len(text):
        return end
    # The window has one character more, because a blank right after the last one is a good place.
    window = text[start : end + 1]
    half = (end - start) // 2
    for pattern, least in ((_PARAGRAPH, half), (_LINE, half), (_SENTENCE, half), (_BLANK, 1)):
        places = [found.start() for found in pattern.finditer(window)]
        if pattern is _SENTENCE:
            places = [found.end() for found in pattern.finditer(window)]
        places = [place for place in places if max(least, 1) <= place <= end - start]
        if places:
            return start + places[-1]
    commas = [found.end() for found in _COMMA.finditer(text, start + half, end)]
    if commas:
        return commas[-1]
    return _between_characters(text, start, end)


def _between_characters(text: str, start: int, end: int) -> int:
    """Return the last index up to `end` that splits no character of several code points."""
    place = end
    while place > start + 1 and (
        unicodedata.category(text[place]) in {"Mn", "Mc", "Me"}
        or text[place] == _ZERO_WIDTH_JOINER
        or text[place - 1] in {_ZERO_WIDTH_JOINER, _KHMER_COENG}
    ):
        place -= 1
    return place if place > start + 1 else end
