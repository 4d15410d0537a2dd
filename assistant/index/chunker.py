"""Sections to passages: pieces small enough to embed and to quote, cut between sentences."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator

from assistant.types import PassageText, Section

#: To be counted up when the same text is cut, or headed, another way than before.
VERSION = 2
#: Where a text is cut, best places first: lines, then sentence ends of many scripts, then words.
_SEPARATORS = [
    "\n",
    r"(?<=[.!?])\s+",
    r"(?<=[。！？])",
    r"(?<=[؟۔।។])\s*",
    r"(?<=[;؛；])\s*",
    r"(?<=[,،，、])\s*",
    r"\s+",
    "",
]


def weighted_length(text: str) -> int:
    """The text's length in letters of an alphabet; a character that is a syllable counts as three.

    That is what one of Chinese, Japanese or Korean says, to a reader and in the embedding model's
    tokens: .6 to .7 a character, where English, Arabic, Russian, Thai and Khmer have .22 to .30 a
    letter (measured on XQuAD and the sample content).
    """
    return sum(3 if char > "\u2e7f" and unicodedata.category(char) == "Lo" else 1 for char in text)


def cut(sections: Iterable[Section], size: int) -> Iterator[PassageText]:
    """The passages of the sections in reading order, each within one section.

    `size`: their length at most, as `weighted_length` counts it.
    """
    # Imported here: it costs a second, which a process that only answers need not spend.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        length_function=weighted_length,
    )
    for section in sections:
        for text in splitter.split_text(section.text):
            if any(char.isalnum() for char in text):
                yield PassageText(
                    heading=section.heading[:500],
                    text=text.strip(),
                    anchor=section.anchor[:255],
                    page=section.page,
                )


def embedded_text(title: str, passage: PassageText) -> str:
    """What is embedded and searched: the passage headed by where it stands."""
    return "\n".join(part for part in (title, passage.heading, passage.text) if part)


def text_hash(text: str) -> str:
    """The key of a text's vector."""
    return hashlib.sha256(text.encode()).hexdigest()
