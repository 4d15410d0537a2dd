"""Styled text for Telegram: spans, their HTML, and cutting them into messages.

Telegram counts a message's length in UTF-16 units after its tags are taken out. So text is cut
while it is still spans, and becomes HTML last: a cut can't fall into a tag or an entity.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from telegram.constants import MessageLimit

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
#: The tags that Telegram knows, outermost first; `a` stands for a span's link.
_ORDER = ("blockquote", "a", "b", "i", "s")
#: Telegram allows nothing else inside or around these.
_ALONE = ("pre", "code")
_ZERO_WIDTH_JOINER = "\u200d"
_KHMER_COENG = "\u17d2"
#: Where to cut, best first. A full stop needs a blank after it, an ideographic one does not.
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
    """The length of a text as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(spans: Iterable[Span]) -> str:
    """The text alone."""
    return "".join(span.text for span in spans)


def to_html(spans: Iterable[Span]) -> str:
    """Telegram's HTML: everything escaped, every tag closed, in the order it was opened."""
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
    for tag in _ALONE:
        if tag in span.styles:
            return [(tag, "")]
    return [
        (tag, span.url if tag == "a" else "")
        for tag in _ORDER
        if tag in span.styles or (tag == "a" and span.url)
    ]


def split(spans: Sequence[Span], limit: int = MAX_UNITS) -> list[list[Span]]:
    """The spans as messages of at most `limit` UTF-16 units each (2 or more), none of them empty.

    Cuts between paragraphs, lines, sentences or words, in this order; inside a word only where
    the word alone is over the limit, and then not before a combining mark. Blanks at a cut go.
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
    """Index of the first character from `start` that no longer fits into `limit` units."""
    used = 0
    for index in range(start, len(text)):
        used += 2 if ord(text[index]) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)


def _cut(text: str, start: int, limit: int) -> int:
    """Where the message that begins at `start` ends."""
    while start < len(text) and text[start].isspace():
        start += 1
    end = _reach(text, start, limit)
    if end == len(text):
        return end
    # One character more is looked at: a blank right behind the last one is a good place too.
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
    """The last place up to `end` that is not inside a character made of several code points."""
    place = end
    while place > start + 1 and (
        unicodedata.category(text[place]) in {"Mn", "Mc", "Me"}
        or text[place] == _ZERO_WIDTH_JOINER
        or text[place - 1] in {_ZERO_WIDTH_JOINER, _KHMER_COENG}
    ):
        place -= 1
    return place if place > start + 1 else end
