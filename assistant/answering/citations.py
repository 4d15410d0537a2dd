"""Makes numbered citations, checks their markers in an answer, and removes those not used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Citation, Result

MARKER = re.compile(r"(?<!\\)\[(\d{1,3})\](?!\()")
_EXCERPT_LENGTH = 300


def cite(results: Sequence[Result]) -> tuple[Citation, ...]:
    """Return the results as citations, numbered from 1."""
    return tuple(
        Citation(
            number=number,
            title=result.title,
            url=result.url,
            locale=result.locale,
            heading=result.heading,
            page=result.page,
            excerpt=excerpt(result.text),
            stale=result.stale,
            machine=result.machine,
            source=result.source,
        )
        for number, result in enumerate(results, start=1)
    )


def excerpt(text: str, length: int = _EXCERPT_LENGTH) -> str:
    """Return the beginning of a text as a line of `length` characters at most, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    head, space, _rest = cut.rpartition(" ")
    return (head if space and len(head) > length // 2 else cut).rstrip(" ,;:") + "…"


def drop_unknown_markers(text: str, known: int) -> str:
    """Return the text without markers whose numbers are not 1 to `known`."""
    return MARKER.sub(lambda match: match[0] if 1 <= int(match[1]) <= known else "", text)


def renumber(text: str, citations: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]]:
    """Renumber the citations in the order of their first markers, and leave out unused ones.

    Return the text with the new markers, and the citations.
    """
    order: dict[int, int] = {}
    for match in MARKER.finditer(text):
        order.setdefault(int(match[1]), len(order) + 1)
    by_number = {citation.number: citation for citation in citations}
    used = tuple(
        replace(by_number[old], number=new) for old, new in order.items() if old in by_number
    )
    return MARKER.sub(lambda match: f"[{order[int(match[1])]}]", text), used
