"""Excerpts of passages, cut around the words of a query and marked where they match."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A piece of an excerpt; `marked` is true for a word of the query."""

    text: str
    marked: bool


def _is_worth_marking(word: str) -> bool:
    """Return whether a word is worth marking.

    "the" is not; "JET", "2024" and any word of at least two characters outside ASCII are.
    """
    short_but_distinctive = not word.isascii() or word.isupper() or word.isdigit()
    return len(word) >= 4 or (len(word) >= 2 and short_but_distinctive)


def _pattern(query: str) -> re.Pattern[str] | None:
    """Return the pattern of those words of the query that are worth marking; None if none is."""
    words = {word for word in re.findall(r"\w+", query) if _is_worth_marking(word)}
    if not words:
        return None
    # Longest first, so that a word is marked whole and not only its beginning.
    ordered = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(f"({'|'.join(ordered)})", re.IGNORECASE)


def excerpt(text: str, query: str, length: int = 300) -> list[Piece]:
    """Return about `length` characters of the text around the first match, cut into pieces.

    Nothing is escaped here: templates do that.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    pattern = _pattern(unicodedata.normalize("NFC", query))
    first = pattern.search(text) if pattern else None
    start = max(0, first.start() - length // 3) if first and len(text) > length else 0
    if start:
        # Begin with a whole word, in scripts with spaces between words.
        space = text.find(" ", start, start + 25)
        start = space + 1 if space != -1 else start
    cut = text[start : start + length]
    if start + length < len(text):
        space = cut.rfind(" ", length - 25)
        cut = (cut[:space] if space != -1 else cut) + "…"
    if start:
        cut = "…" + cut
    parts = pattern.split(cut) if pattern else [cut]
    return [Piece(text=part, marked=bool(index % 2)) for index, part in enumerate(parts) if part]
