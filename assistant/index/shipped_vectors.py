"""Files with vectors of texts that a site ships: these texts need not be embedded again.

One compressed file a language, in the folder that the setting `VECTOR_FILES` names. A vector is
taken only for the very model and text (by its hash) that it was made of; every other text is
embedded as ever, so that a file that is out of date costs time and nothing else.
"""

from __future__ import annotations

import logging
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.conf import settings
from assistant.index import embeddings_table
from assistant.models import Edition, Passage

logger = logging.getLogger(__name__)

#: Bytes of a text's hash in a file, and of a number of its vector.
_HASH, _FLOAT = 32, 4
#: What reading a damaged file raises.
_UNREADABLE = (OSError, EOFError, ValueError, KeyError, IndexError, zipfile.BadZipFile, zlib.error)


class Embedded(NamedTuple):
    """What a file has of a text: its vector, float32, shape (dimensions,), and its token codes."""

    vector: np.ndarray
    codes: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    model: str
    places: Mapping[str, int]
    vectors: np.ndarray
    codes: np.ndarray
    ends: np.ndarray

    def __getitem__(self, key: str) -> Embedded:
        place = self.places[key]
        begin = int(self.ends[place - 1]) if place else 0
        return Embedded(self.vectors[place], self.codes[begin : int(self.ends[place])].tobytes())


def find(model: str, hashes: Iterable[str]) -> dict[str, Embedded]:
    """What the shipped files have of these texts, as the model embedded them, by text hash."""
    wanted, found = set(hashes), dict[str, Embedded]()
    for path in files() if wanted else ():
        try:
            stamp = _stamp(path)
            if here := wanted & _keys(path, stamp, model):
                content = _content(path, stamp)
                found |= {key: content[key] for key in here}
                wanted -= here
        except _UNREADABLE:
            logger.warning("The vectors in %s can't be read: texts are embedded anew.", path.name)
    return found


def files() -> list[Path]:
    """The files of the folder that the settings name, if any."""
    return sorted(settings.vector_files.glob("*.npz")) if settings.vector_files else []


def read(path: Path) -> tuple[str, dict[str, Embedded]]:
    """The model and all that a file holds, by text hash. Raises what reading damaged files does."""
    content = _read(path)
    return content.model, {key: content[key] for key in content.places}


def write(folder: Path, edition: Edition) -> dict[str, int]:
    """Write what the database has of an edition's passages: a file a language; texts in each.

    Files of languages that have none are removed.
    """
    by_locale: dict[str, set[str]] = {}
    rows = Passage.objects.filter(edition=edition).order_by()
    for locale, key in rows.values_list("source__locale", "text_hash"):
        by_locale.setdefault(locale, set()).add(key)
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        locale: _write(folder / f"{locale}.npz", edition.model, keys)
        for locale, keys in sorted(by_locale.items())
    }
    for path in folder.glob("*.npz"):
        if path.stem not in written:
            path.unlink()
    return written


def _write(path: Path, model: str, hashes: Collection[str]) -> int:
    vectors = embeddings_table.passage_vectors(model, hashes)
    codes = embeddings_table.token_codes(model, hashes)
    keys = sorted(vectors)
    values = np.array([vectors[key] for key in keys], dtype="<f4")
    parts = [codes.get(key, b"") for key in keys]
    np.savez_compressed(
        path,
        model=np.array(model),
        keys=np.frombuffer(bytes.fromhex("".join(keys)), np.uint8).reshape(-1, _HASH),
        # The first bytes of all numbers, then the second ones: smaller by a tenth.
        vectors=np.moveaxis(values.view(np.uint8).reshape(*values.shape, _FLOAT), 2, 0),
        codes=np.frombuffer(b"".join(parts), np.uint8),
        ends=np.cumsum([len(part) for part in parts], dtype="<u4"),
    )
    return len(keys)


def _stamp(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=32)
def _keys(path: Path, stamp: tuple[int, int], model: str) -> frozenset[str]:
    """The hashes that a file has of this model."""
    with np.load(path, allow_pickle=False) as arrays:
        if str(arrays["model"]) != model:
            return frozenset()
        return frozenset(row.tobytes().hex() for row in arrays["keys"])


# One language after the other is indexed, and its file is some hundred kilobytes.
@lru_cache(maxsize=1)
def _content(path: Path, stamp: tuple[int, int]) -> _File:
    return _read(path)


def _read(path: Path) -> _File:
    with np.load(path, allow_pickle=False) as arrays:
        planes = np.moveaxis(arrays["vectors"], 0, 2)
        return _File(
            model=str(arrays["model"]),
            places={row.tobytes().hex(): place for place, row in enumerate(arrays["keys"])},
            vectors=np.ascontiguousarray(planes).view("<f4")[..., 0],
            codes=arrays["codes"],
            ends=arrays["ends"],
        )
