"""Spans of a passage that can be quoted: sentences, list items, facts, and rows of tables.

Refuses to know how they are scored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.text import AnswerType, may_be_clause

#: A "clause" is a sentence or a part of one, in a script without full stops. A "phrase" is a short
#: line that may say something, such as "Opened 1988", or be a caption. A "picture" is what one
#: shows, in the brackets that `extraction` writes: it finds a page, and is not quoted.
SpanKind = Literal["sentence", "clause", "item", "fact", "row", "phrase", "heading", "picture"]

#: "Name: value", as `extraction` writes fields and cells. The space behind the colon excludes web
#: addresses and clock times, and the length of the name excludes most sentences.
_NAME = r"[^\s:;.!?•][^:;.!?]{0,38}"
_FIELD = re.compile(rf"({_NAME}): (?=\S)")
_ROW = re.compile(rf"(?:[^:;]+; )?{_NAME}: [^;]+(?:; {_NAME}: [^;]+)*")
_PUNCTUATION = re.compile(r"[.!?:;。！？؟۔।។…：；]")
#: The most words in a field's name; with more it is a sentence that announces something.
_MAX_NAME_WORDS = 4
#: A line is a heading only if it is shorter, in columns.
_MAX_HEADING_COLUMNS = 70


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A sentence or a whole line of a passage; the higher its score, the likelier it answers.

    `line` is the index of its line in the passage, `item` says whether that is a list item. `types`
    are the things that questions ask for and that it contains.
    """

    text: str
    line: int
    kind: SpanKind
    item: bool
    terms: frozenset[str]
    types: frozenset[AnswerType]
    score: float = 0.0

    @property
    def announces(self) -> bool:
        """Return whether it ends with a colon or asks, and so announces what follows."""
        return self.text.rstrip(' »”"').endswith((":", "：", "?", "？", "؟"))


def span_kind(text: str, *, is_whole_line: bool) -> SpanKind:
    """Return the kind of a text; `is_whole_line` says whether it is a whole line."""
    if text.startswith("•"):
        return "item"
    if is_whole_line and text.startswith("[") and text.endswith("]"):
        return "picture"
    if is_whole_line and "; " in text and text.count(": ") > 1 and _ROW.fullmatch(text):
        return "row"
    if is_whole_line and 0 < len(field_name(text).split()) <= _MAX_NAME_WORDS:
        return "fact"
    if is_whole_line and _is_short_line(text):
        return "phrase" if re.search(r"\d", text) else "heading"
    return "clause" if may_be_clause(text) else "sentence"


def _is_short_line(text: str) -> bool:
    """Return whether it is short and without punctuation, and so hardly says anything."""
    return reading_length(text) < _MAX_HEADING_COLUMNS and not _PUNCTUATION.search(text)


def field_name(text: str) -> str:
    """Return the name that a fact begins with, or ""."""
    match = _FIELD.match(text)
    return match[1] if match else ""


def split_cells(row: str) -> list[tuple[str, str]]:
    """Return the cells of a table's row as (column, value); the first may have no column name."""
    cells = []
    for cell in row.split("; "):
        name = field_name(cell)
        cells.append((name, cell[len(name) + 2 :] if name else cell))
    return cells


def reading_length(text: str) -> int:
    """Return the length of a text in columns.

    A wide character (Unicode's annex 11), such as a Chinese one, counts twice, because it says
    more: docs/figures.md, Length of a text by script.
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def weighted_share(present: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the weighted share of the terms that are present, 0 to 1."""
    total = sum(weights.values())
    return sum(weights[term] for term in present & weights.keys()) / total if total else 0.0
