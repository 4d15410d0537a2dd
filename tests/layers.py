"""Draws docs/images/layers.svg from the import contracts and the rooms' first lines.

Run: python -m tests.layers [--write]; without --write it says whether the picture is out of date.
"""

from __future__ import annotations

import ast
import tomllib
from html import escape
from pathlib import Path

from tests.generated import write_or_check

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "layers.svg"
#: Width of the picture, height of a layer and space between two, in pixels.
_WIDTH, _HEIGHT, _GAP, _EDGE = 1000, 44, 8, 16
_COLOURS = {"cms": "#0b57a4", "bots": "#7a3f00", "assistant": "#1d6b3a"}


def layers(container: str) -> list[list[str]]:
    """Return the rooms of a part by layer, top down, as its contract names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for contract in project["tool"]["importlinter"]["contracts"]:
        if contract.get("containers") == [container]:
            return [line.replace("|", ":").split(" : ") for line in contract["layers"]]
    raise LookupError(container)


def first_line(module: str) -> str:
    """Return the first line of a module's docstring."""
    path = ROOT / module.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) if path.exists() else ""
    return (said or "").split("\n")[0]


def picture() -> str:
    """Return the picture as SVG."""
    parts: list[str] = []
    y = _EDGE
    for name in ("cms", "bots", "assistant"):
        rows = [["the bots for chat apps"]] if name == "bots" else layers(name)
        height = 34 + len(rows) * (_HEIGHT + _GAP) + _GAP
        parts.append(
            f'<rect x="{_EDGE}" y="{y}" width="{_WIDTH - 2 * _EDGE}" height="{height}" rx="8" '
            f'fill="{_COLOURS[name]}" fill-opacity="0.08" stroke="{_COLOURS[name]}"/>'
            f'<text x="{_EDGE + 14}" y="{y + 24}" font-weight="bold">{name}</text>'
        )
        top = y + 34
        for row in rows:
            width = (_WIDTH - 4 * _EDGE - (len(row) - 1) * _GAP) / len(row)
            for number, room in enumerate(row):
                x = 2 * _EDGE + number * (width + _GAP)
                label = room.strip()
                said = label if name == "bots" else first_line(f"{name}.{label}")
                # Long names are set closer, so that the widest layer stays readable.
                squeeze = f' textLength="{width - 8:.0f}" lengthAdjust="spacingAndGlyphs"'
                tight = squeeze if len(label) * 8.2 > width - 8 else ""
                parts.append(
                    f"<g><title>{escape(said)}</title>"
                    f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="{_HEIGHT}" rx="5" '
                    f'fill="#fff" stroke="{_COLOURS[name]}"/>'
                    f'<text x="{x + width / 2:.1f}" y="{top + 27}" text-anchor="middle"{tight}>'
                    f"{escape(label)}</text></g>"
                )
            top += _HEIGHT + _GAP
        y += height + 14
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" '
        'font-family="sans-serif" font-size="14" fill="#17202b">\n'
        "<title>The rooms of cms, bots and assistant: each imports only what stands below it"
        f'</title>\n<rect width="{_WIDTH}" height="{y}" fill="#fff"/>\n' + "\n".join(parts)
    ) + "\n</svg>\n"


if __name__ == "__main__":
    raise SystemExit(write_or_check(PICTURE, picture(), command="tests.layers"))
