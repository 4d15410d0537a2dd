"""Writes the quoted spans of a passage as Markdown: sentences as text, items and rows as lists.

Refuses to know why they were selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from assistant.answering.extractive.spans import Span, field_name, split_cells
from assistant.answering.extractive.trim import ELLIPSIS
from assistant.text import escape


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A quoted span, with its index in the passage, and its text, which may be shortened."""

    number: int
    span: Span
    text: str


def quote_markdown(pieces: Sequence[Piece], spans: Sequence[Span]) -> str:
    """Return the pieces of one passage as Markdown, in reading order.

    `spans` are all spans of the passage.
    """
    ordered = sorted(pieces, key=lambda piece: piece.number)
    blocks: list[str] = []
    previous: Piece | None = None
    for piece in ordered:
        listed = _is_listed(piece, ordered)
        text = _to_markdown(piece)
        between = [] if previous is None else spans[previous.number + 1 : piece.number]
        skipped = any(span.kind in ("sentence", "clause", "item") for span in between)
        if previous is not None and previous.span.line == piece.span.line:
            gap = f" {ELLIPSIS} " if skipped and not text.startswith(ELLIPSIS) else " "
            blocks[-1] += gap + text
        elif listed:
            after_item = previous is not None and _is_listed(previous, ordered)
            mark = f"{ELLIPSIS} " if skipped and piece.span.item and after_item else ""
            line = f"- {mark}{text}"
            if after_item:
                blocks[-1] += f"\n{line}"
            else:
                blocks.append(line)
        else:
            mark = f"{ELLIPSIS} " if skipped and not text.startswith(ELLIPSIS) else ""
            blocks.append(mark + text)
        previous = piece
    return "\n\n".join(filter(None, [*blocks])) + _more(ordered, spans)


def _is_listed(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Return whether a piece is written as a list item: items, and several facts or rows."""
    kind = piece.span.kind
    if piece.span.item:
        return True
    return kind in ("fact", "row") and sum(other.span.kind == kind for other in pieces) > 1


def _to_markdown(piece: Piece) -> str:
    """Return the text of a piece as Markdown, with names of facts in bold."""
    text, kind = piece.text, piece.span.kind
    said = text.removeprefix("•").strip()
    if kind == "item" or text != piece.span.text:
        return escape(said)
    if kind == "fact":
        name = field_name(text)
        return f"**{escape(name)}:** {escape(text[len(name) + 2 :])}"
    if kind == "heading":
        return f"**{escape(said)}**"
    if kind == "row":
        return "; ".join(
            f"{escape(name)}: {escape(value)}" if name else escape(value)
            for name, value in split_cells(text)
        )
    return escape(text)


def _more(pieces: Sequence[Piece], spans: Sequence[Span]) -> str:
    """Return a last line with the number of further items of a quoted list, if there are any.

    It is only an ellipsis if the list goes on at the end of the passage.
    """
    if not pieces or not pieces[-1].span.item or len(pieces) < 2 or not pieces[-2].span.item:
        return ""
    rest = spans[pieces[-1].number + 1 :]
    items = 0
    for span in rest:
        if not span.item:
            break
        items += span.kind == "item"
    else:
        # The passage ends within the list, which may continue in the next passage.
        return f"\n- {ELLIPSIS}" if items else ""
    if not items:
        return ""
    more = ngettext("and %(count)d more", "and %(count)d more", items) % {"count": items}
    return f"\n- {ELLIPSIS} {escape(more)}"
