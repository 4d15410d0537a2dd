"""Gathers the letters of a PDF page into runs: letters close together on one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.extraction.pdf.bidi import is_rtl, reading_order
from assistant.extraction.pdf.letters import BROKEN, Letter, page_letters
from assistant.extraction.pdf.structure import Cell, Structure

#: Gap between two letters, in font sizes, that ends a run, and the gap that counts as a space.
_RUN_GAP = 1.2
_SPACE_GAP = 0.16
#: Most shift of the base line within a run, in font sizes, as of an index or an accent.
_BASELINE_SHIFT = 0.4
#: Hyphens that occur at the end of a line only.
_HYPHENS = {BROKEN, "\ufffe", "\u00ad"}


@dataclass(kw_only=True)
class Run:
    """Letters close together on one line, of about one size."""

    glyphs: list[Letter]
    left: float
    right: float
    base: float
    size: float
    bold: bool
    #: Heading level and table cell that contain the text by the file's own tags; 0 and None if none
    #: do.
    level: int
    cell: Cell | None = None
    #: The text in reading order.
    text: str = ""


def page_runs(page: Any, structure: Structure) -> list[Run]:
    """Return the runs of a page, in no particular order; `structure` holds the page's own tags."""
    textpage = page.get_textpage()
    try:
        runs: list[Run] = []
        run: Run | None = None
        for letter in page_letters(page, textpage, structure):
            if run is None or not _continues_run(run, letter):
                if not letter.text.strip():
                    continue
                style = letter.style
                run = Run(
                    glyphs=[], left=letter.left, right=letter.right, base=letter.base,
                    size=style.size, bold=style.bold, level=style.level, cell=style.cell,
                )  # fmt: skip
                runs.append(run)
            run.glyphs.append(letter)
            if not letter.text.isspace():
                if letter.left < run.left:
                    run.left = letter.left
                if letter.right > run.right:
                    run.right = letter.right
        return _joined(runs)
    finally:
        textpage.close()


def _continues_run(run: Run, letter: Letter) -> bool:
    """Return whether a letter continues a run."""
    style, size = letter.style, run.size
    if letter.text.isspace():
        # The size of a space says nothing.
        return (
            abs(letter.base - run.base) < _BASELINE_SHIFT * size
            and letter.left < run.right + _RUN_GAP * size
        )
    if style.size > size:
        size = style.size
    return (
        abs(letter.base - run.base) < _BASELINE_SHIFT * size
        and 0.5 * run.size < style.size < 1.5 * run.size
        and style.level == run.level
        and style.cell == run.cell
        and run.left - _RUN_GAP * size < letter.right
        and letter.left < run.right + _RUN_GAP * size
    )


def _joined(runs: list[Run]) -> list[Run]:
    """Join runs that are side by side, and set the text of each in reading order."""
    runs.sort(key=lambda run: (run.base, run.left))
    rows: list[list[Run]] = []
    for run in runs:
        row = rows[-1] if rows else None
        if row and abs(row[0].base - run.base) < _BASELINE_SHIFT * min(row[0].size, run.size):
            row.append(run)
        else:
            rows.append([run])
    joined: list[Run] = []
    for row in rows:
        last: Run | None = None
        for run in sorted(row, key=lambda run: run.left):
            if last and _same_part(last, run) and _is_adjacent(last, run):
                _append(last, run)
            else:
                joined.append(run)
                last = run
    for run in joined:
        run.text = _text(run)
    return [run for run in joined if run.text.strip()]


def _same_part(first: Run, second: Run) -> bool:
    """Return whether both runs belong to the same heading or table cell."""
    return first.level == second.level and first.cell == second.cell


def _is_adjacent(first: Run, second: Run) -> bool:
    """Return whether the gap between two runs is small enough to join them."""
    gap = second.left - first.right
    return -2 * first.size < gap < _RUN_GAP * min(first.size, second.size)


def _append(first: Run, second: Run) -> None:
    """Append the second run to the first, with a space if the gap is wide enough."""
    if second.left - first.right > _SPACE_GAP * first.size:
        middle = (first.right + second.left) / 2
        first.glyphs.append(
            second.glyphs[0]._replace(text=" ", left=middle, right=middle, pen_x=middle)
        )
    first.glyphs += second.glyphs
    # Of two sizes the larger one is the line's; the smaller may be a raised number.
    if second.size > first.size:
        first.size, first.base = second.size, second.base
    first.bold = first.bold and second.bold
    first.right = max(first.right, second.right)


def _text(run: Run) -> str:
    """Return the text of a run in reading order, with `BROKEN` at the end if a word is divided."""
    text = "".join(glyph.text for glyph in run.glyphs)
    if any(is_rtl(char) for char in text):
        text = reading_order([glyph for glyph in run.glyphs if glyph.text], size=run.size)
    elif " " in text:
        text = "".join(_with_seen_spaces(run.glyphs, _SPACE_GAP * run.size))
    ends_broken = text.rstrip()[-1:] in _HYPHENS
    text = "".join(char for char in text if char not in _HYPHENS)
    return " ".join(text.split()) + (BROKEN if ends_broken else "")


def _with_seen_spaces(glyphs: list[Letter], least: float) -> Iterator[str]:
    """Yield the letters and those spaces that can be seen.

    PDFium adds spaces where there is no gap, such as after Thai marks. `least` is the narrowest gap
    that counts as a space, in points.
    """
    end = glyphs[0].right
    # Letters with an empty text fill the room of a repeated syllable: no space there.
    said_again = [glyph for glyph in glyphs if not glyph.text]
    waiting: Letter | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            waiting = glyph if waiting is None or glyph.right > glyph.left else waiting
            continue
        end = max([end, *(other.right for other in said_again if other.left < glyph.left)])
        if waiting and (waiting.right > waiting.left or glyph.left - end > least):
            yield " "
        waiting = None
        end = max(end, glyph.right)
        yield glyph.text
