"""Compiles a Typst template with data to a PDF file or a picture."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language_info

from cms.typesetting import fonts

TEMPLATES = Path(__file__).parent / "templates"
#: Characters that control the direction of text, with which a text could be made to look like
#: another.
_DIRECTION_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_UNDRAWABLE_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
#: Regions by which Typst tells the forms of Chinese characters apart.
_REGIONS = {"zh-hans": "CN"}
#: Scripts with marks above and below each other.
_STACKED_SCRIPTS = frozenset({"thai", "khmer"})
#: At this resolution a point of the template is a pixel of the picture.
_POINT_IS_PIXEL = 72.0


def pdf(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """Return a template filled with data as a PDF file that screen readers can read (PDF/UA-1).

    `template` is a file's name in the folder of templates. `data` holds what JSON can: every text
    in it is shown as it is, never read as markup. `language` is a language code of the site. The
    same arguments give the same bytes. Raises MissingFont.
    """
    inputs = _inputs(data, language)
    if any(fonts.script_of(letter) in _STACKED_SCRIPTS for letter in set(inputs["data"])):
        # Typst writes a syllable once for each height at which a part of it is drawn, so copied
        # text would repeat it. Therefore the visible page is a picture, and the text lies invisible
        # on it, each letter once. See docs/decisions/0001-typst.md.
        pages = [page.decode() for page in _compiled(template, inputs, format="svg")]
        inputs["pages"] = json.dumps(pages)
    try:
        (file,) = _compiled(template, inputs, format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        if "could not be displayed with font" not in error.message:
            raise
        # A character without a font is drawn as a box, which PDF/UA-1 forbids: the file then has
        # all tags but does not claim to follow the standard.
        (file,) = _compiled(template, inputs, format="pdf")
    return file


def png(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """Return the single page of a template filled with data as a PNG, one pixel for each point.

    Its arguments and what it raises are those of `pdf`.
    """
    (picture,) = _compiled(template, _inputs(data, language), format="png", ppi=_POINT_IS_PIXEL)
    return picture


def _compiled(template: str, inputs: dict[str, str], **output: Any) -> list[bytes]:
    """Return the PDF file as the only item, or a picture of each page.

    The compiler serves this call only: two threads must not use one at once.
    """
    compiler = typst.Compiler(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=fonts.collection(),
        sys_inputs=inputs,
    )
    try:
        # The time of creation is fixed, so that the same plan gives the same file.
        made = compiler.compile(timestamp=0, **output)
    except typst.TypstError as error:
        # The error's own text does not say which line of which template is wrong.
        error.add_note(error.diagnostic)
        raise
    return [made] if isinstance(made, bytes) else list(made or ())


def _inputs(data: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the inputs of a template, described in style.typ. Raises MissingFont."""
    text = json.dumps(_drawable(data), ensure_ascii=False)
    fonts.require_text(text)
    families = fonts.families(language)
    setting = {
        "language": language.partition("-")[0],
        "region": _REGIONS.get(language),
        "rtl": get_language_info(language)["bidi"],
        "tall": fonts.script_of_language(language) in ("arabic", "thai", "khmer"),
        "fonts": [family.name for family in families],
        "latin": fonts.family("latin").name,
        # Fonts without a bold weight: bold text is drawn with an outline instead.
        "han_outlined": any(not family.bold for family in families if family.script == "han"),
    }
    return {"data": text, "setting": json.dumps(setting)}


def _drawable(value: Any) -> Any:
    """Return a value whose texts are all made drawable."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: _drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    return value


def drawable(text: str) -> str:
    """Return a text without control characters and direction marks; its line breaks stay."""
    return "\n".join(
        "".join(
            letter
            for letter in unicodedata.normalize("NFC", line).replace("\t", " ")
            if letter not in _DIRECTION_CONTROLS
            and unicodedata.category(letter) not in _UNDRAWABLE_CATEGORIES
        )
        for line in text.splitlines()
    )
