"""Writes the quoted spans of a passage as Markdown: sentences as text, items and rows as lists.

Refuses to know why they were selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from assistant.answering.citations import escape
from assistant.answering.extractive.spans import Span, cells_of, name_of
from assistant.answering.extractive.trim import ELLIPSIS


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A quoted span, with its index in the passage, and its text, which may be shortened."""

    number: int
    unit: Span
    text: str


def quoted(pieces: Sequence[Piece], units: Sequence[Span]) -> str:
    """Return the pieces of one passage as Markdown, in reading order.

    `units` are all spans of the passage.
    """
    ordered = sorted(pieces, key=lambda piece: piece.number)
    blocks: list[str] = []
    before: Piece | None = None
    for piece in ordered:
        listed = _is_listed(piece, ordered)
        text = _marked_up(piece)
        between = [] if before is None else units[before.number + 1 : piece.number]
        skipped = any(unit.kind in ("sentence", "clause", "item") for unit in between)
        if before is not None and before.unit.line == piece.unit.line:
            gap = f" {ELLIPSIS} " if skipped and not text.startswith(ELLIPSIS) else " "
            blocks[-1] += gap + text
        elif listed:
            after_item = before is not None and _is_listed(before, ordered)
            mark = f"{ELLIPSIS} " if skipped and piece.unit.item and after_item else ""
            line = f"- {mark}{text}"
            if after_item:
                blocks[-1] += f"\n{line}"
            else:
                blocks.append(line)
        else:
            mark = f"{ELLIPSIS} " if skipped and not text.startswith(ELLIPSIS) else ""
            blocks.append(mark + text)
        before = piece
    return "\n\n".join(filter(None, [*blocks])) + _more(ordered, units)


def _is_listed(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Return whether a piece is written as a list item: items, and several facts or rows."""
    kind = piece.unit.kind
    if piece.unit.item:
        return True
    return kind in ("fact", "row") and sum(other.unit.kind == kind for other in pieces) > 1


def _marked_up(piece: Piece) -> str:
    """Return the text of a piece as Markdown, with names of facts in bold."""
    text, kind = piece.text, piece.unit.kind
    if kind == "item":
        return escape(text.removeprefix("•").strip())
    if text != piece.unit.text:
        return escape(text)
    if kind == "fact":
        name = name_of(text)
        return f"**{escape(name)}:** {escape(text[len(name) + 2 :])}"
    if kind == "heading":
        return f"**{escape(text)}**"
    if kind == "row":
        return "; ".join(
            f"{escape(name)}: {escape(value)}" if name else escape(value)
            for name, value in cells_of(text)
        )
    return escape(text)


def _more(pieces: Sequence[Piece], units: Sequence[Span]) -> str:
    """Return a last line with the number of further items of a quoted list, if there are any.

    It is only an ellipsis if the list goes on at the end of the passage.
    """
    if not pieces or not pieces[-1].unit.item or len(pieces) < 2 or not pieces[-2].unit.item:
        return ""
    rest = units[pieces[-1].number + 1 :]
    items = 0
    for unit in rest:
        if not unit.item:
            break
        items += unit.kind == "item"
    else:
        # The passage ends within the list, which may continue in the next passage.
        return f"\n- {ELLIPSIS}" if items else ""
    if not items:
        return ""
    more = ngettext("and %(count)d more", "and %(count)d more", items) % {"count": items}
    return f"\n- {ELLIPSIS} {escape(more)}"
