"""Joins the lines of a page into paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.extraction.pdf.layout import Line
from assistant.extraction.pdf.letters import BROKEN
from assistant.text import scripts

_SENTENCE_END = re.compile(r"[.!?:;。！？؟…։।]['\"”’)\]]*$")
_ITEM = re.compile(r"(?:[•▪●○■◦‣–-]|\d{1,2}[.)]|[a-z]\))\s")
#: A hyphenated word that continues in the next line.
_HYPHEN = re.compile(r"\w[-\u2010]$")
#: Shares of the widest line's width: a paragraph may continue after a line wider than the first,
#: and a full stop ends it in a line narrower than the second.
_GOES_ON, _FULL = 0.6, 0.85


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Return the text of the lines, joined where a sentence continues in the next line."""
    found: list[str] = []
    goes_on = False
    for line in lines:
        if (
            found
            and goes_on
            and not line.table
            and not line.after_gap
            and not _ITEM.match(line.text)
        ):
            found[-1] = _joined(found[-1], line.text)
        else:
            found.append(line.text)
        # A short line without a full stop is a heading or a table cell, not half a sentence.
        ended = _SENTENCE_END.search(line.text) and line.width_share < _FULL
        goes_on = not line.table and line.width_share > _GOES_ON and not ended
    return [text.replace(BROKEN, "") for text in found]


def _joined(first: str, second: str) -> str:
    """Join two lines, without the hyphen of a divided word, and without a space in some scripts."""
    if first.endswith(BROKEN):
        return first[:-1] + second
    if _HYPHEN.search(first) and second[:1].isalpha():
        return first[:-1] + second
    return (
        first + second if _is_close(first[-1:]) and _is_close(second[:1]) else f"{first} {second}"
    )


def _is_close(char: str) -> bool:
    """Return whether the character belongs to a script without spaces between words."""
    if not char or char < "\u0e00":
        return False
    # Punctuation of these scripts has other names.
    return unicodedata.name(char, "").startswith((*scripts.UNSPACED_NAMES, "FULLWIDTH"))
