"""Finds the font that draws each script, first in Python packages, then on the system.

Fonts for Latin, Cyrillic, Arabic, Thai and Khmer come as packages that this project depends on. A
Chinese font is large, so it is an optional package, or the system's. Fonts in the folder that
`HUB_FONT_DIR` names come before all. Nothing is downloaded.

The Arabic font is not Noto's: Noto draws letters and dots apart, which makes text that is copied
from a PDF unreadable.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst
from django.utils.translation import gettext as _

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
#: The package with the font of each script, and the file's path in it.
_PACKAGES = {
    "latin": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "arabic": ("fontpkg_ibm_plex_sans_arabic", "files/IBMPlexSansArabic-Regular.ttf"),
    "thai": ("fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf"),
    "khmer": ("fontpkg_noto_sans_khmer", "files/NotoSansKhmer[wdth,wght].ttf"),
    "han": ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
}
_SYSTEM_FONTS = {
    "latin": ("NotoSans-Regular", "DejaVuSans", "LiberationSans-Regular", "Arial"),
    "arabic": ("NotoSansArabic-Regular", "NotoNaskhArabic-Regular", "DejaVuSans", "Arial"),
    "thai": ("NotoSansThai-Regular", "NotoLoopedThai-Regular", "Loma", "Garuda", "Tahoma"),
    "khmer": ("NotoSansKhmer-Regular", "KhmerOS", "KhmerUI"),
    "han": (
        "NotoSansSC-Regular", "NotoSansCJKsc-Regular", "NotoSansCJK-Regular", "wqy-microhei",
        "wqy-zenhei", "DroidSansFallbackFull", "msyh", "PingFang",
    ),
}  # fmt: skip
#: The package that an operator installs for a script without a font.
_PACKAGE_TO_INSTALL = {
    "latin": "fontpkg-noto-sans",
    "arabic": "fontpkg-ibm-plex-sans-arabic",
    "thai": "fontpkg-noto-sans-thai",
    "khmer": "fontpkg-noto-sans-khmer",
    "han": "pylopdf-fonts-zh-cn",
}
_SCRIPT_BY_LANGUAGE = {"ar": "arabic", "th": "thai", "km": "khmer", "zh": "han"}
_SCRIPT_RANGES = (
    ("arabic", 0x0600, 0x06FF), ("arabic", 0x0750, 0x077F), ("arabic", 0xFB50, 0xFEFC),
    ("thai", 0x0E00, 0x0E7F), ("khmer", 0x1780, 0x17FF), ("khmer", 0x19E0, 0x19FF),
    ("han", 0x2E80, 0x9FFF), ("han", 0xF900, 0xFAFF), ("han", 0xFF00, 0xFFEF),
    ("han", 0x20000, 0x3FFFF),
)  # fmt: skip
#: The weight from which a file counts as bold.
_BOLD = 600


class MissingFont(LookupError):
    """No font on this machine draws a script. The text is a translated sentence for users."""

    def __init__(self, script: str) -> None:
        self.script, self.package = script, _PACKAGE_TO_INSTALL[script]
        super().__init__(
            _("This site has no font for this. Its operator can add one: %(package)s.")
            % {"package": self.package}
        )


@dataclass(frozen=True, kw_only=True)
class Family:
    """The font family that draws a script, by the name in its file."""

    script: str
    name: str
    file: Path
    #: Whether the family has a bold weight.
    bold: bool


def script_of(letter: str) -> str | None:
    """Return the script of a letter if it needs a font of its own, else None."""
    if unicodedata.category(letter)[0] not in "LM":
        return None
    code = ord(letter)
    return next((script for script, low, high in _SCRIPT_RANGES if low <= code <= high), None)


def script_of_language(language: str) -> str:
    """Return the script of a language of the site; "latin" includes Cyrillic."""
    return _SCRIPT_BY_LANGUAGE.get(language.partition("-")[0], "latin")


@lru_cache(maxsize=16)
def family(script: str) -> Family:
    """Return the font family for a script. Raises MissingFont."""
    for file in _files(script):
        found = _read(script, file)
        if found is not None:
            return found
    raise MissingFont(script)


def available(script: str) -> bool:
    """Return whether this machine has a font for the script."""
    try:
        return bool(family(script))
    except MissingFont:
        return False


def can_draw(language: str) -> bool:
    """Return whether this machine has a font for a language of the site."""
    return available(script_of_language(language))


def require_language(language: str) -> None:
    """Raise MissingFont unless this machine has a font for a language of the site."""
    family(script_of_language(language))


def require_text(text: str) -> None:
    """Raise MissingFont unless there is a font for each script that the text is written in."""
    for letter in set(text):
        if script := script_of(letter):
            family(script)


def families(language: str) -> tuple[Family, ...]:
    """Return the families to draw a text with; that of the language's script comes first."""
    scripts = dict.fromkeys((script_of_language(language), *_PACKAGES))
    return tuple(family(script) for script in scripts if available(script))


@lru_cache(maxsize=1)
def collection() -> typst.Fonts:
    """Return the fonts of all scripts, read once, with Typst's own for other signs."""
    folders = dict.fromkeys(one.file.parent for one in families("en"))
    return typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in folders])


def _files(script: str) -> Iterator[Path]:
    """Yield the files that may be the script's font, the preferred one first."""
    names = _SYSTEM_FONTS[script]
    if own := os.environ.get("HUB_FONT_DIR"):
        package_file = Path(_PACKAGES[script][1]).name
        yield from _named((Path(package_file).stem, *names), _fonts_in(Path(own)))
    package, name = _PACKAGES[script]
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        if (Path(folder) / name).is_file():
            yield Path(folder) / name
    for folder_of_system in FOLDERS:
        yield from _named(names, _fonts_in(folder_of_system))


def _named(names: tuple[str, ...], files: dict[str, Path]) -> Iterator[Path]:
    yield from (files[name] for name in names if name in files)


@lru_cache(maxsize=8)
def _fonts_in(folder: Path) -> dict[str, Path]:
    """Return the font files below a folder by their name without extension."""
    found: dict[str, Path] = {}
    for parent, _folders, names in os.walk(folder):
        for name in names:
            if name.lower().endswith((".ttf", ".otf", ".ttc")):
                found.setdefault(Path(name).stem, Path(parent) / name)
    return found


def _read(script: str, file: Path) -> Family | None:
    """Return the family that a file belongs to; None if the file can't be read."""
    beside = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(file.parent)]
    ).fonts()
    names = [info.family for info in beside if info.path and Path(info.path) == file]
    if not names:
        return None
    # A font collection has Japanese, Korean and Chinese forms of the characters.
    simplified = [name for name in names if name.endswith((" SC", " CN"))]
    name = (simplified if script == "han" and simplified else names)[0]
    # By convention the name of a file with all weights contains the axis "wght".
    bold = "wght" in file.stem or any(
        info.family == name and info.weight >= _BOLD for info in beside
    )
    return Family(script=script, name=name, file=file, bold=bold)
