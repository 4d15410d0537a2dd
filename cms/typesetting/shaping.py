"""One line of text as runs of glyphs, in the order in which they are drawn."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from cms.typesetting import bidi, fonts
from cms.typesetting.fonts import Typeface

#: Lam and the four alefs: the single character for the ligature of both.
_LAM_ALEF = {"لا": "\ufefb", "لأ": "\ufef7", "لإ": "\ufef9", "لآ": "\ufef5"}


@dataclass(frozen=True, kw_only=True)
class Glyph:
    """A drawn shape; advance and offsets in thousandths of an em."""

    id: int
    advance: float
    dx: float
    dy: float
    #: The characters it looks like; empty for the further glyphs of a cluster.
    text: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """Glyphs of one font, from left to right; width in thousandths of an em."""

    typeface: Typeface
    glyphs: tuple[Glyph, ...]
    width: float
    rtl: bool

    @property
    def stacked(self) -> bool:
        """Whether some of its glyphs stand above or below others, or only together for a text."""
        return any(glyph.dy or not glyph.text for glyph in self.glyphs)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A shaped line; `text` is what it says, in reading order; width in thousandths of an em."""

    text: str
    runs: tuple[Run, ...]
    width: float


def clean(text: str) -> str:
    """The text without what has no shape: control characters and marks of direction."""
    text = unicodedata.normalize("NFC", text)
    kept = (
        " " if letter in "\t\r\n\u2028\u2029" else letter
        for letter in text
        if letter not in bidi.CONTROLS
        and (unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn") or letter in "\t\r\n")
    )
    return "".join(kept)


@lru_cache(maxsize=1024)
def shape(text: str, *, language: str, weight: int = fonts.REGULAR, rtl: bool = False) -> Line:
    """The text of one line, shaped. `rtl` is the paragraph's direction. Raises MissingFont."""
    drawn = text.replace("\u200b", "")
    if not drawn:
        return Line(text=text, runs=(), width=0)
    preferred = fonts.script_of_language(language)
    faces = _faces(drawn, weight, preferred)
    marks = zip(bidi.levels(drawn, rtl=rtl), faces, _scripts(drawn), drawn, strict=True)
    parts = [
        (level, face, "".join(item[3] for item in group))
        for (level, face, _script), group in groupby(marks, key=itemgetter(0, 1, 2))
    ]
    order = bidi.visual_order([level for level, _face, _text in parts])
    runs = tuple(
        _run(part, face, language, rtl=bool(level % 2))
        for level, face, part in (parts[index] for index in order)
    )
    return Line(text=text, runs=runs, width=sum(run.width for run in runs))


def _faces(text: str, weight: int, preferred: str) -> list[Typeface]:
    """The font of each character; marks and joiners stay with the letter before them."""
    result: list[Typeface] = []
    for letter in text:
        follows = unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")
        if result and (
            (follows and (letter in "\u200c\u200d" or ord(letter) in result[-1].letters))
            or (letter == " " and ord(letter) in result[-1].letters)
        ):
            result.append(result[-1])
        else:
            result.append(fonts.typeface_for(letter, weight, preferred))
    return result


def _said(text: str, *, rtl: bool) -> str:
    """What the drawn shape says, as readers of PDF files, who turn the order back, expect it.

    A bracket between right-to-left letters is drawn mirrored, and the letters of a ligature
    have no order of their own.
    """
    return (_LAM_ALEF.get(text) or bidi.MIRRORED.get(text, text)) if rtl else text


def _scripts(text: str) -> list[str]:
    """The script of each character; spaces, digits and punctuation go with what is before."""
    result: list[str] = []
    for letter in text:
        if unicodedata.category(letter)[0] in "LM":
            result.append(fonts.script_of(letter) or "latin")
        else:
            result.append(result[-1] if result else "")
    return result


def _run(text: str, typeface: Typeface, language: str, *, rtl: bool) -> Run:
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.language = language
    # A mark keeps its own place in the text, so that each glyph can say what it stands for.
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    uharfbuzz.shape(typeface.font, buffer)
    em = 1000 / typeface.upem
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    seen: set[int] = set()
    glyphs = []
    for info, position in zip(infos, positions, strict=True):
        first = info.cluster not in seen
        seen.add(info.cluster)
        glyphs.append(
            Glyph(
                id=info.codepoint,
                advance=position.x_advance * em,
                dx=position.x_offset * em,
                dy=position.y_offset * em,
                text=_said(text[info.cluster : ends[info.cluster]], rtl=rtl) if first else "",
            )
        )
    return Run(
        typeface=typeface,
        glyphs=tuple(glyphs),
        width=sum(glyph.advance for glyph in glyphs),
        rtl=rtl,
    )
