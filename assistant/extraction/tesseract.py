"""Finds the `tesseract` command and those of the site's languages that it reads.

Used by the parent process, which tells the reader process what it found.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache

from assistant.text import site_languages

#: Tesseract's language codes by ours: ISO 639-2 codes, except for Chinese.
_CODES = {
    "am": "amh", "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "bn": "ben", "bs": "bos",
    "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fa": "fas", "fi": "fin", "fil": "fil", "fr": "fra", "gu": "guj", "he": "heb",
    "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "hye", "id": "ind", "is": "isl", "it": "ita",
    "ja": "jpn", "ka": "kat", "kk": "kaz", "km": "khm", "kn": "kan", "ko": "kor", "ky": "kir",
    "lo": "lao", "lt": "lit", "lv": "lav", "mk": "mkd", "ml": "mal", "mn": "mon", "mr": "mar",
    "ms": "msa", "my": "mya", "ne": "nep", "nl": "nld", "no": "nor", "nb": "nor", "pa": "pan",
    "pl": "pol", "ps": "pus", "pt": "por", "ro": "ron", "ru": "rus", "si": "sin", "sk": "slk",
    "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "te": "tel",
    "tg": "tgk", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie",
    "zh": "chi_sim", "zh-hans": "chi_sim", "zh-hant": "chi_tra",
}  # fmt: skip
_NAME = "tesseract"
_SECONDS = 10


def command() -> str:
    """Return the path of the `tesseract` command, or "" where it is not installed."""
    return shutil.which(_NAME) or ""


def languages(path: str) -> tuple[str, ...]:
    """Return the site's languages that the command at `path` reads, as tesseract's codes.

    They are in the order of the settings, followed by "osd" (script detection) where that is
    installed. The result is empty if none of the site's languages is.
    """
    installed = _installed(path)
    wanted = [code for language in site_languages() if (code := _code(language)) in installed]
    if not wanted:
        return ()
    return (*dict.fromkeys(wanted), *(["osd"] if "osd" in installed else []))


def _code(language: str) -> str:
    """Return tesseract's code of a language, or ""."""
    language = language.lower()
    return _CODES.get(language) or _CODES.get(language.partition("-")[0], "")


@lru_cache(maxsize=4)
def _installed(path: str) -> frozenset[str]:
    """Return the codes of the languages that the command at `path` has data for."""
    try:
        said = subprocess.run(  # noqa: S603 - the operator's own command
            [path, "--list-langs"], capture_output=True, check=True, timeout=_SECONDS
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(line.strip() for line in said.splitlines()[1:])
