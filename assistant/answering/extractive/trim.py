"""Shortens long sentences to the clauses that answer, with an ellipsis for what is left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from assistant.text import scripts

ELLIPSIS = "…"

#: The end of a clause: a punctuation mark and a space, or the mark alone in unspaced scripts.
_CLAUSE = re.compile(r"(?<=[,;:،؛])\s+|(?<=[，；：、])|(?<=[)\]”»])\s+|\s+(?=[(\[“«])|\s+[–—-]\s+")
#: In Thai, Lao, Burmese and Khmer a space ends a clause.
_SPACED_CLAUSES = re.compile(rf"(?<=[{scripts.SPACE_ENDS_CLAUSE}])\s+")
_WORD = re.compile(r"\s+")


def shorten(text: str, fits: Callable[[str], bool], worth: Callable[[str], float]) -> str:
    """Return the run of clauses that is worth most among those that fit, with its ellipses.

    If no clause fits, it is a run of words, then the first characters, or "". `fits` tells whether
    a shortened text fits, and `worth` what it is worth. Of two that are worth the same, the longer
    is taken, then the earlier.
    """
    for boundary in (_CLAUSE, _SPACED_CLAUSES, _WORD):
        starts = [0, *(found.end() for found in boundary.finditer(text)), len(text)]
        if cut := _best(text, starts, fits, worth):
            return cut
    end = _last_good(range(1, len(text)), lambda end: fits(_with_ellipses(text, 0, end)))
    return _with_ellipses(text, 0, end) if end else ""


def _best(
    text: str, starts: Sequence[int], fits: Callable[[str], bool], worth: Callable[[str], float]
) -> str:
    """Return the best part of the text between two of the `starts`, or ""."""
    best, best_value = "", (0.0, 0)
    for i, start in enumerate(starts[:-1]):
        end = _last_good(starts[i + 1 :], _fitting_from(text, start, fits))
        cut = _with_ellipses(text, start, end) if end else ""
        value = (round(worth(cut), 6), len(cut)) if cut else (0.0, 0)
        if value > best_value:
            best, best_value = cut, value
    return best


def _fitting_from(text: str, start: int, fits: Callable[[str], bool]) -> Callable[[int], bool]:
    return lambda end: fits(_with_ellipses(text, start, end))


def _last_good(ends: Sequence[int], good: Callable[[int], bool]) -> int:
    """Return the last of the ends that is good, or 0; all after the first bad one are bad."""
    count = bisect_left(ends, True, key=lambda end: not good(end))
    return ends[count - 1] if count else 0


def _with_ellipses(text: str, start: int, end: int) -> str:
    """Return the text between two indexes, with an ellipsis for what is left out."""
    inside = text[start:end].strip()
    if end < len(text):
        inside = inside.rstrip(",;:،؛，；：、–—- ") + ELLIPSIS
    return (ELLIPSIS if start else "") + inside
