"""Text of a given width as lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cms.typesetting import bidi, breaking, fonts, shaping
from cms.typesetting.shaping import Line


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a text is set; size in points."""

    size: float
    language: str
    rtl: bool = False
    weight: int = fonts.REGULAR
    #: Distance of base lines, in sizes; scripts with tall stacks need more.
    leading: float = 1.35

    def bold(self) -> Style:
        """The same in bold."""
        return replace(self, weight=fonts.BOLD)

    def at(self, size: float) -> Style:
        """The same at another size in points."""
        return replace(self, size=size)

    @property
    def line_height(self) -> float:
        """Distance of base lines in points."""
        tall = fonts.script_of_language(self.language) in ("khmer", "thai", "arabic")
        return self.size * (self.leading + (0.2 if tall else 0))


def shape(text: str, style: Style) -> Line:
    """The text on one line. Raises MissingFont."""
    return shaping.shape(
        shaping.clean(text), language=style.language, weight=style.weight, rtl=style.rtl
    )


def in_direction(text: str, style: Style) -> Style:
    """The style with the direction of the text: what is not translated keeps its own."""
    return replace(style, rtl=bidi.runs_rtl(text, default=style.rtl))


def width(text: str, style: Style) -> float:
    """The width in points of the text on one line. Raises MissingFont."""
    return shape(text, style).width * style.size / 1000


def wrap(text: str, style: Style, available: float) -> list[Line]:
    """The text in lines at most `available` points wide; new lines in it stay. At least one.

    A word wider than the line is cut between letters. Raises MissingFont.
    """
    result: list[Line] = []
    for paragraph in text.splitlines() or [""]:
        own = in_direction(paragraph, style)
        current = ""
        for piece in _fitting(shaping.clean(paragraph), own, available):
            if current and width((current + piece).rstrip(), own) > available:
                result.append(shape(current.rstrip(), own))
                current = ""
            current += piece if current else piece.lstrip(" \u200b")
        result.append(shape(current.rstrip(), own))
    return result


def _fitting(text: str, style: Style, available: float) -> list[str]:
    result: list[str] = []
    for piece in breaking.pieces(text):
        if width(piece.rstrip(), style) <= available:
            result.append(piece)
        else:
            result.extend(breaking.clusters(piece))
    return result
