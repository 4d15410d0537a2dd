"""What can be quoted of a passage: its sentences, items, facts, rows of tables, each with its fit.

Refuses to know how they were scored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.text import Wanted, is_clause

#: A clause is a sentence, or a half of one, in a script that does not tell them apart.
#: A phrase is a short line that may say something, such as "Opened 1988", or be a caption.
Kind = Literal["sentence", "clause", "item", "fact", "row", "phrase", "heading"]

#: A name and what it is, as `extraction` writes a field or a cell. The space keeps addresses and
#: clock times out; a sentence seldom has its colon so early.
_NAME = r"[^\s:;.!?•][^:;.!?]{0,38}"
_FACT = re.compile(rf"({_NAME}): (?=\S)")
_ROW = re.compile(rf"(?:[^:;]+; )?{_NAME}: [^;]+(?:; {_NAME}: [^;]+)*")
_PUNCTUATION = re.compile(r"[.!?:;。！？؟۔।។…：；]")
#: Words of a field's name at most: more are a sentence that announces something.
_NAMES_WORDS = 4
#: Letters of a line, at most, that names what follows and says nothing.
_LONGEST_HEADING = 70


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A sentence or a whole line, where it stands, and its fit: the higher, the more likely it
    answers.

    `line` is the number of its line in the passage, `item` whether that is an item of a list.
    """

    text: str
    line: int
    kind: Kind
    item: bool
    terms: frozenset[str]
    has: frozenset[Wanted]
    score: float = 0.0

    @property
    def announces(self) -> bool:
        """Whether it says that something follows."""
        return self.text.endswith((":", "："))


def kind_of(text: str, *, whole: bool) -> Kind:
    """What a unit is; `whole` if it is all of its line."""
    if text.startswith("•"):
        return "item"
    if whole and "; " in text and text.count(": ") > 1 and _ROW.fullmatch(text):
        return "row"
    if whole and 0 < len(name_of(text).split()) <= _NAMES_WORDS:
        return "fact"
    if whole and _is_bare(text):
        return "phrase" if re.search(r"\d", text) else "heading"
    return "clause" if is_clause(text) else "sentence"


def _is_bare(text: str) -> bool:
    """Whether it is a short line without punctuation, which seldom says something."""
    return reading_length(text) < _LONGEST_HEADING and not _PUNCTUATION.search(text)


def name_of(text: str) -> str:
    """The name that a fact begins with."""
    found = _FACT.match(text)
    return found[1] if found else ""


def cells_of(row: str) -> list[tuple[str, str]]:
    """The cells of a table's row, each with its column's name, which the first may lack."""
    cells = []
    for cell in row.split("; "):
        name = name_of(cell)
        cells.append((name, cell[len(name) + 2 :] if name else cell))
    return cells


def reading_length(text: str) -> int:
    """The text's length in columns: a wide letter (Unicode's annex 11), such as a Chinese one, is
    two, for it says more. XQuAD's paragraphs are 785 letters long in English, 788 in Turkish, 737
    in Thai and 252 in Chinese, on average.
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def share(present: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of the weighted terms that are present, 0 to 1."""
    total = sum(weights.values())
    return sum(weights[term] for term in present & weights.keys()) / total if total else 0.0
