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
#: line that may say something, such as "Opened 1988", or be a caption.
Kind = Literal["sentence", "clause", "item", "fact", "row", "phrase", "heading"]

#: "Name: value", as `extraction` writes fields and cells. The space behind the colon excludes web
#: addresses and clock times, and the length of the name excludes most sentences.
_NAME = r"[^\s:;.!?•][^:;.!?]{0,38}"
_FACT = re.compile(rf"({_NAME}): (?=\S)")
_ROW = re.compile(rf"(?:[^:;]+; )?{_NAME}: [^;]+(?:; {_NAME}: [^;]+)*")
_PUNCTUATION = re.compile(r"[.!?:;。！？؟۔।។…：；]")
#: The most words in a field's name; with more it is a sentence that announces something.
_NAMES_WORDS = 4
#: A line is a heading only if it is shorter, in columns.
_LONGEST_HEADING = 70


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A sentence or a whole line of a passage; the higher its score, the likelier it answers.

    `line` is the index of its line in the passage, `item` says whether that is a list item. `has`
    are the things that questions ask for and that it contains.
    """

    text: str
    line: int
    kind: Kind
    item: bool
    terms: frozenset[str]
    has: frozenset[AnswerType]
    score: float = 0.0

    @property
    def announces(self) -> bool:
        """Return whether it ends with a colon, and so announces what follows."""
        return self.text.endswith((":", "："))


def kind_of(text: str, *, whole: bool) -> Kind:
    """Return the kind of a text; `whole` says whether it is a whole line."""
    if text.startswith("•"):
        return "item"
    if whole and "; " in text and text.count(": ") > 1 and _ROW.fullmatch(text):
        return "row"
    if whole and 0 < len(name_of(text).split()) <= _NAMES_WORDS:
        return "fact"
    if whole and _is_bare(text):
        return "phrase" if re.search(r"\d", text) else "heading"
    return "clause" if may_be_clause(text) else "sentence"


def _is_bare(text: str) -> bool:
    """Return whether it is short and without punctuation, and so hardly says anything."""
    return reading_length(text) < _LONGEST_HEADING and not _PUNCTUATION.search(text)


def name_of(text: str) -> str:
    """Return the name that a fact begins with, or ""."""
    found = _FACT.match(text)
    return found[1] if found else ""


def cells_of(row: str) -> list[tuple[str, str]]:
    """Return the cells of a table's row as (column, value); the first may have no column name."""
    cells = []
    for cell in row.split("; "):
        name = name_of(cell)
        cells.append((name, cell[len(name) + 2 :] if name else cell))
    return cells


def reading_length(text: str) -> int:
    """Return the length of a text in columns.

    A wide character (Unicode's annex 11), such as a Chinese one, counts twice, because it says
    more: docs/figures.md, Length of a text by script.
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def share(present: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the weighted share of the terms that are present, 0 to 1."""
    total = sum(weights.values())
    return sum(weights[term] for term in present & weights.keys()) / total if total else 0.0
