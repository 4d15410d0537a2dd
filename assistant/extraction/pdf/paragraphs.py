"""Lines of a page to paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.extraction.pdf.layout import Line
from assistant.extraction.pdf.letters import BROKEN

_SENTENCE_END = re.compile(r"[.!?:;。！？؟…։।]['\"”’)\]]*$")
_ITEM = re.compile(r"(?:[•▪●○■◦‣–-]|\d{1,2}[.)]|[a-z]\))\s")
#: A word that goes on in the next line.
_HYPHEN = re.compile(r"\w[-\u2010]$")
#: Shares of the widest line: from the first a line goes on, below the second a full stop ends it.
_GOES_ON, _FULL = 0.6, 0.85
#: Scripts without spaces between words.
_CLOSE = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "IDEOGRAPHIC")


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Lines joined where a sentence runs on, so that a passage reads as it was written."""
    found: list[str] = []
    goes_on = False
    for line in lines:
        if found and goes_on and not line.table and not line.apart and not _ITEM.match(line.text):
            found[-1] = _joined(found[-1], line.text)
        else:
            found.append(line.text)
        # A short line without a full stop is a heading or a table cell, not half a sentence.
        ended = _SENTENCE_END.search(line.text) and line.share < _FULL
        goes_on = not line.table and line.share > _GOES_ON and not ended
    return [text.replace(BROKEN, "") for text in found]


def _joined(first: str, second: str) -> str:
    if first.endswith(BROKEN):
        return first[:-1] + second
    if _HYPHEN.search(first) and second[:1].isalpha():
        return first[:-1] + second
    return (
        first + second if _is_close(first[-1:]) and _is_close(second[:1]) else f"{first} {second}"
    )


def _is_close(char: str) -> bool:
    if not char or char < "\u0e00":
        return False
    # Their full stops and commas have names of their own.
    return unicodedata.name(char, "").startswith((*_CLOSE, "FULLWIDTH"))
