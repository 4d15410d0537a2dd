"""Text to sentences, in many scripts: what is quoted, and what finds the sentence that answers."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[^\s\d])|(?<=[。！？؟។།])\s*|(?<=\u0e46 )")
#: An abbreviation or initial before the break: the sentence goes on.
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:\w|Dr|Mr|Mrs|Ms|Prof|St|No|vol|etc|e\.g|i\.e|vb|bkz|art)\.$", re.I)


def sentences(line: str) -> list[str]:
    """The sentences of a line of text, in many scripts."""
    found: list[str] = []
    for part in _SENTENCE.split(line):
        if not part.strip():
            continue
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {part.strip()}"
        else:
            found.append(part.strip())
    return found


def lines_of_sentences(text: str) -> list[list[str]]:
    """The text's lines, each cut into sentences: the units that are embedded and quoted."""
    return [sentences(line) for line in text.split("\n")]
