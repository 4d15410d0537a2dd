"""Cuts sections into passages: pieces small enough to embed and to quote, cut between sentences."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator

from assistant.types import PassageText, Section

#: Increase this whenever the same text is cut or headed differently than before: it is part of an
#: edition's identity.
CHUNKING_VERSION = 2
#: Where a text is cut, best places first: ends of lines, ends of sentences in many scripts, other
#: punctuation, spaces, and anywhere.
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
    """Return the length of a text in letters; a character that is a syllable counts as three.

    A Chinese, Japanese or Korean character says about as much as three letters, to a reader and in
    tokens of the embedding model (docs/figures.md, Tokens per character).
    """
    return sum(3 if char > "\u2e7f" and unicodedata.category(char) == "Lo" else 1 for char in text)


def split_sections(sections: Iterable[Section], size: int) -> Iterator[PassageText]:
    """Yield the passages of the sections in reading order; none spans two sections.

    `size` is the greatest length of a passage, as `weighted_length` counts it.
    """
    # Imported here because the import takes a second, which a process that only answers can save.
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
    """Return the text that is embedded and searched: title, heading and text of a passage."""
    return "\n".join(part for part in (title, passage.heading, passage.text) if part)


def text_hash(text: str) -> str:
    """Return the SHA-256 digest of a text, by which its vector is stored."""
    return hashlib.sha256(text.encode()).hexdigest()
