"""Language packs: what is known about each language, in a file `<code>.toml` beside this module.

Owns the packs, the meaning of each key (`pack`) and the check that a pack is complete (`loading`).
Refuses to know what the words are used for. A pack is read once, when it is first needed.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from assistant.text.languages.loading import PackError, read
from assistant.text.languages.pack import Expression, Expressions, Language, Words, matches

__all__ = ["Expression", "Expressions", "Language", "PackError", "Words", "all", "get", "matches"]

_FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=256)
def get(code: str | None) -> Language:
    """Return the language with this code, or an empty one if there is no pack for it.

    A code such as `zh-hant` without a pack gets the pack of another variant of its language. Raises
    PackError for a pack that is not complete.
    """
    code = (code or "").lower()
    files = _files()
    base = code.split("-")[0]
    if code not in files:
        code = next((other for other in files if other.split("-")[0] == base), code)
    return _read(code)


def all() -> tuple[Language, ...]:
    """Return every language that has a pack, sorted by code."""
    return tuple(_read(code) for code in _files())


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}


@lru_cache(maxsize=64)
def _read(code: str) -> Language:
    path = _files().get(code)
    return read(path) if path else Language(code=code)
