"""Reads the text of scanned pages with the `tesseract` command. Runs in the reader process."""

from __future__ import annotations

import os
import re
import subprocess
import time

from assistant.extraction.job import Job

#: The resolution, in dots per inch, at which tesseract reads best, and the most pixels of a
#: picture.
_DPI = 300
_MOST_POINTS = 25_000_000
#: Tesseract's languages by the name that its script detection has for their script.
_SCRIPTS = {
    "Arabic": ("ara", "fas", "urd", "pus", "kur_ara", "uig"),
    "Cyrillic": ("rus", "ukr", "bul", "srp", "bel", "kaz", "kir", "mkd", "tgk", "mon"),
    "Han": ("chi_sim", "chi_tra", "jpn"), "Japanese": ("jpn",), "Hangul": ("kor",),
    "Korean": ("kor",), "Thai": ("tha",), "Khmer": ("khm",), "Lao": ("lao",),
    "Myanmar": ("mya",), "Devanagari": ("hin", "nep", "mar"), "Bengali": ("ben",),
    "Greek": ("ell",), "Hebrew": ("heb",), "Ethiopic": ("amh",), "Georgian": ("kat",),
    "Armenian": ("hye",), "Tamil": ("tam",), "Telugu": ("tel",), "Sinhala": ("sin",),
    "Gujarati": ("guj",), "Gurmukhi": ("pan",), "Kannada": ("kan",), "Malayalam": ("mal",),
}  # fmt: skip
_NON_LATIN = frozenset(language for languages in _SCRIPTS.values() for language in languages)
_SCRIPT = re.compile(r"^Script: (\w+)", re.MULTILINE)
_ROTATE = re.compile(r"^Rotate: (\d+)", re.MULTILINE)
#: Most seconds that detecting the script may take.
_SCRIPT_TIME = 20.0


class PageOcr:
    """Reads scanned pages until the time allowed for all of them is used up."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._left = job.ocr_time
        self._began = False

    def text(self, page) -> str | None:  # type: ignore[no-untyped-def]  # pypdfium2 is not typed
        """Return the text of a PDF page, or None if it can't be read, or not in time."""
        job = self._job
        if not job.tesseract or not job.ocr_languages or self._left <= 0:
            return None
        if not self._began:
            self._began = True
            job.scanning()
        started = time.monotonic()
        try:
            image = _picture(page, 0)
            script, rotation = self._script(image)
            if rotation and rotation % 90 == 0:
                image = _picture(page, rotation)
            languages = _languages_in(script, job.ocr_languages)
            return self._run(image, ["-l", "+".join(languages), "--psm", "3"], job.ocr_page_time)
        except (OSError, subprocess.SubprocessError, RuntimeError):
            # PDFium's error is a RuntimeError: it can't render the page.
            return None
        finally:
            self._left -= time.monotonic() - started

    def _script(self, image: bytes) -> tuple[str, int]:
        """Return the page's script, or "" if unsure, and its rotation in degrees clockwise."""
        if "osd" not in self._job.ocr_languages:
            return "", 0
        try:
            said = self._run(image, ["--psm", "0", "-l", "osd"], _SCRIPT_TIME)
        except (OSError, subprocess.SubprocessError):
            return "", 0  # Too few letters to tell.
        script, rotation = _SCRIPT.search(said), _ROTATE.search(said)
        return (script[1] if script else ""), (int(rotation[1]) if rotation else 0)

    def _run(self, image: bytes, options: list[str], seconds: float) -> str:
        """Run tesseract on an image and return what it prints.

        Raises OSError or SubprocessError, also after `seconds`.
        """
        done = subprocess.run(  # noqa: S603 - the command is the operator's, its words are ours
            [self._job.tesseract, "stdin", "stdout", "--dpi", str(_DPI), *options],
            input=image,
            capture_output=True,
            check=True,
            timeout=max(min(seconds, self._left), 1),
            # With several threads it is slower when the machine has other work to do.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        return done.stdout.decode("utf-8", "replace")


def _languages_in(script: str, known: tuple[str, ...]) -> list[str]:
    """Return the known languages that are written in this script, or all of them if there is none.

    Fewer languages are faster and lead to fewer mistakes.
    """
    languages = [language for language in known if language != "osd"]
    if script == "Latin":
        matching = [language for language in languages if language not in _NON_LATIN]
    else:
        matching = [language for language in languages if language in _SCRIPTS.get(script, ())]
    return matching or languages


def _picture(page, rotation: int) -> bytes:  # type: ignore[no-untyped-def]
    """Render a page in shades of grey, as a PGM file."""
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_POINTS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, rotation=rotation)
    try:
        # One byte for each pixel; rows in memory may be padded.
        points, stride = bytes(bitmap.buffer), bitmap.stride
        rows = (points[n * stride : n * stride + bitmap.width] for n in range(bitmap.height))
        return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
    finally:
        bitmap.close()
