"""Languages: what is known of each, from one file a language, `<code>.toml`, beside this module.

Owns the packs, what each key means (`pack`) and what makes one whole (`loading`). Refuses to know
what the words are used for. Packs are read when they are first asked for, and once.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from assistant.text.languages.loading import PackError, read
from assistant.text.languages.pack import Expressions, Language, Words

__all__ = ["Expressions", "Language", "PackError", "Words", "all", "get"]

_FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=256)
def get(code: str | None) -> Language:
    """Return a language by its code; one of which nothing is known where there is no pack for it.

    Of `zh-hant`, without a pack of its own, what is known is that of another language whose code
    has the same beginning. Raises PackError for a pack that is not whole.
    """
    code = (code or "").lower()
    files = _files()
    base = code.split("-")[0]
    if code not in files:
        code = next((other for other in files if other.split("-")[0] == base), code)
    return _read(code)


def all() -> tuple[Language, ...]:
    """Return every language that has a pack, by their codes."""
    return tuple(_read(code) for code in _files())


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}


@lru_cache(maxsize=64)
def _read(code: str) -> Language:
    path = _files().get(code)
    return read(path) if path else Language(code=code)
