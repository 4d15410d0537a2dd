"""Which font draws which script: from Python packages first, then from the system.

Fonts for Latin, Cyrillic, Arabic, Thai and Khmer come as packages that this project depends on.
A Chinese font is large, so it is a package that one may add, or the system's. Fonts in the folder
that `HUB_FONT_DIR` names come before all. Nothing is downloaded.

The Arabic one is not Noto's: Noto draws letters and dots apart, which makes text that is copied
from a PDF unreadable.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
#: A script: packages with fonts (file name, or pairs of them), then names of system fonts.
_PACKAGES = {
    "latin": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "arabic": ("fontpkg_ibm_plex_sans_arabic", "files/IBMPlexSansArabic-Regular.ttf"),
    "thai": ("fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf"),
    "khmer": ("fontpkg_noto_sans_khmer", "files/NotoSansKhmer[wdth,wght].ttf"),
    "han": ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
}
_SYSTEM = {
    "latin": ("NotoSans-Regular", "DejaVuSans", "LiberationSans-Regular", "Arial"),
    "arabic": ("NotoSansArabic-Regular", "NotoNaskhArabic-Regular", "DejaVuSans", "Arial"),
    "thai": ("NotoSansThai-Regular", "NotoLoopedThai-Regular", "Loma", "Garuda", "Tahoma"),
    "khmer": ("NotoSansKhmer-Regular", "KhmerOS", "KhmerUI"),
    "han": (
        "NotoSansSC-Regular", "NotoSansCJKsc-Regular", "NotoSansCJK-Regular", "wqy-microhei",
        "wqy-zenhei", "DroidSansFallbackFull", "msyh", "PingFang",
    ),
}  # fmt: skip
#: What an operator installs where a script has no font.
_REMEDY = {
    "latin": "fontpkg-noto-sans",
    "arabic": "fontpkg-ibm-plex-sans-arabic",
    "thai": "fontpkg-noto-sans-thai",
    "khmer": "fontpkg-noto-sans-khmer",
    "han": "pylopdf-fonts-zh-cn",
}
_LANGUAGE = {"ar": "arabic", "th": "thai", "km": "khmer", "zh": "han"}
_RANGES = (
    ("arabic", 0x0600, 0x06FF), ("arabic", 0x0750, 0x077F), ("arabic", 0xFB50, 0xFEFC),
    ("thai", 0x0E00, 0x0E7F), ("khmer", 0x1780, 0x17FF), ("khmer", 0x19E0, 0x19FF),
    ("han", 0x2E80, 0x9FFF), ("han", 0xF900, 0xFAFF), ("han", 0xFF00, 0xFFEF),
    ("han", 0x20000, 0x3FFFF),
)  # fmt: skip
REGULAR, BOLD = 400, 700


class MissingFont(LookupError):
    """No font on this machine draws a script; its text is a translated sentence for users."""

    def __init__(self, script: str) -> None:
        self.script, self.package = script, _REMEDY[script]
        super().__init__(
            _("This site has no font for this. Its operator can add one: %(package)s.")
            % {"package": self.package}
        )


@dataclass(frozen=True)
class Typeface:
    """One font file at one weight (400 or 700)."""

    script: str
    path: Path
    index: int
    weight: int
    #: Drawn with a thin outline, because the file has no bold of its own.
    emboldened: bool = False

    @cached_property
    def face(self) -> Any:
        """The HarfBuzz face; the file is mapped, not read."""
        import uharfbuzz

        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path)), self.index)

    @cached_property
    def font(self) -> Any:
        """The HarfBuzz font at this weight, in units of the face."""
        import uharfbuzz

        font = uharfbuzz.Font(self.face)
        if self.variable:
            font.set_variations({"wght": self.weight})
        return font

    @cached_property
    def variable(self) -> bool:
        """Whether the file holds all weights."""
        return any(axis.tag == "wght" for axis in self.face.axis_infos)

    @cached_property
    def letters(self) -> frozenset[int]:
        """The code points it draws."""
        return frozenset(self.face.unicodes)

    @property
    def upem(self) -> int:
        """Units of one em."""
        return int(self.face.upem)


def script_of(letter: str) -> str | None:
    """The script of a letter among those that need a font of their own; None for all others."""
    code = ord(letter)
    return next((script for script, low, high in _RANGES if low <= code <= high), None)


def script_of_language(language: str) -> str:
    """The script that a language of the site is written in: "latin" holds Cyrillic too."""
    return _LANGUAGE.get(language.partition("-")[0], "latin")


@lru_cache(maxsize=16)
def typeface(script: str, weight: int = REGULAR) -> Typeface:
    """The font for a script. Raises MissingFont."""
    for path in _files(script):
        found = _open(script, path, weight)
        if found is not None:
            return found
    raise MissingFont(script)


def available(script: str) -> bool:
    """Whether this machine has a font for the script."""
    try:
        return bool(typeface(script))
    except MissingFont:
        return False


@lru_cache(maxsize=4096)
def typeface_for(letter: str, weight: int, preferred: str) -> Typeface:
    """The font for a letter: the preferred script's if it has it. Raises MissingFont.

    A letter outside the site's languages that no font has is drawn as an empty box.
    """
    own = script_of(letter)
    first = typeface(own if own and unicodedata.category(letter)[0] in "LM" else preferred, weight)
    if ord(letter) in first.letters:
        return first
    for script in dict.fromkeys([own, preferred, *_PACKAGES]):
        if script and available(script) and ord(letter) in typeface(script, weight).letters:
            return typeface(script, weight)
    return first


def _files(script: str) -> Iterator[Path]:
    names = _SYSTEM[script]
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
    """Font files below a folder by their name without extension."""
    found: dict[str, Path] = {}
    for parent, _folders, names in os.walk(folder):
        for name in names:
            if name.lower().endswith((".ttf", ".otf", ".ttc")):
                found.setdefault(Path(name).stem, Path(parent) / name)
    return found


def _open(script: str, path: Path, weight: int) -> Typeface | None:
    """The file as a typeface, or None if it cannot be read."""
    import uharfbuzz

    try:
        blob = uharfbuzz.Blob.from_file_path(str(path))
        index = _simplified(blob) if script == "han" else 0
        regular = Typeface(script, path, index, weight)
        if not regular.letters:
            return None
    except (OSError, uharfbuzz.HarfBuzzError, ValueError):
        return None
    if weight == REGULAR or regular.variable:
        return regular
    bold = path.with_name(f"{path.stem.removesuffix('-Regular')}-Bold{path.suffix}")
    if bold.is_file():
        return Typeface(script, bold, index, weight)
    return Typeface(script, path, index, weight, emboldened=True)


def _simplified(blob: Any) -> int:
    """The index of the face for simplified Chinese in a collection; 0 for a plain file."""
    import uharfbuzz

    for index in range(_count(blob)):
        name = uharfbuzz.Face(blob, index).get_name(uharfbuzz.OTNameIdPredefined.FONT_FAMILY)
        if name and name.endswith((" SC", " CN")):
            return index
    return 0


def _count(blob: Any) -> int:
    """How many faces a file holds: a collection says so after its signature."""
    head = bytes(blob.data[:12])
    return int.from_bytes(head[8:12], "big") if head[:4] == b"ttcf" else 1
