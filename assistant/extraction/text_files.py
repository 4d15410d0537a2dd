"""Reads plain text and CSV files into sections, in whatever encoding they are."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from assistant.extraction.job import Job
from assistant.extraction.section_builder import SectionBuilder, row_line
from assistant.extraction.unreadable_file import DAMAGED, UnreadableFile
from assistant.types import Section

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Old encodings that offices used, the most common first. Detection among all existing encodings
#: guesses wrong more often.
_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp874", "gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8_r",
]  # fmt: skip
#: Number of bytes from which the encoding is guessed.
_SAMPLE = 100_000


def decode(content: bytes) -> str:
    """Decode a file by its byte order mark, else as UTF-8, else in the likeliest old encoding.

    Raises UnreadableFile (DAMAGED) for content that is no text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    sample = content[:_SAMPLE]
    if b"\x00" in sample:
        return content.decode(_encoding_of_pairs(sample), "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > 0 and _nearly_utf8(content):
            return content.decode("utf-8", "replace")
    # Few files need it, and it is slow to import.
    from charset_normalizer import from_bytes

    # Up to the end of a line, so that no character is cut in two.
    cut = sample[: sample.rfind(b"\n") + 1] or sample
    matches = list(from_bytes(cut, cp_isolation=_ENCODINGS))
    if not matches:
        raise UnreadableFile(DAMAGED, "no known encoding")
    # Among encodings that fit equally well, the more common one is taken.
    alike = [
        match.encoding
        for match in matches
        if match.chaos == matches[0].chaos and match.coherence > matches[0].coherence - 0.05
    ]
    return content.decode(min(alike, key=_ENCODINGS.index), "replace")


def _encoding_of_pairs(sample: bytes) -> str:
    """Return which UTF-16 a text without byte order mark is in, by the position of its zero bytes.

    Raises UnreadableFile (DAMAGED) where zero bytes stand elsewhere: that is binary data.
    """
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) / 10 and min(even, odd) < max(even, odd) / 10:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise UnreadableFile(DAMAGED, "binary, not text")


def _nearly_utf8(content: bytes) -> bool:
    """Return whether the content is UTF-8 with a few broken characters, as in a truncated text."""
    text = content[:_SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 50 < sum(not char.isascii() for char in text)


def text_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of a plain text; a long one is split at the ends of lines."""
    builder = SectionBuilder()
    for line in decode(content).splitlines():
        builder.line(line.rstrip())
        yield from builder.take()
    yield from builder.finish()


def csv_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """Yield the sections of a CSV file; each row becomes a line led by its columns' names."""
    text = decode(content)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:5_000], ",;\t|")
    except csv.Error:
        dialect = "excel"
    builder = SectionBuilder()
    headers: list[str] = []
    rows = 0
    try:
        for row in csv.reader(io.StringIO(text), dialect):
            cells = [" ".join(cell.split()) for cell in row]
            if not headers and sum(map(bool, cells)) > 1:
                headers = cells
                continue
            builder.line(row_line(cells, headers))
            rows += 1
            yield from builder.take()
    except csv.Error as error:
        raise UnreadableFile(DAMAGED, "not a table") from error
    if not rows:
        builder.line(row_line(headers))
    yield from builder.finish()
