"""Plain text, Markdown, CSV and HTML files to sections, in whatever encoding they are."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from assistant.extraction.job import Job
from assistant.extraction.outline import Outline, row_line
from assistant.extraction.refusal import DAMAGED, Refused
from assistant.types import Section

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What old files of the world's offices are written in, the most used ones first; a guess among
#: all encodings there are is worse.
_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp874", "gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8_r",
]  # fmt: skip
#: Bytes that the encoding is guessed from.
_SAMPLE = 100_000


def decode(content: bytes) -> str:
    """The text of a file: by its byte order mark, as UTF-8, or as the likeliest old encoding.

    Raises Refused (damaged) for what is no text at all.
    """
    for mark, encoding in _BOMS:
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
    from charset_normalizer import from_bytes

    # To the end of a line, so that no letter is cut in two.
    cut = sample[: sample.rfind(b"\n") + 1] or sample
    matches = list(from_bytes(cut, cp_isolation=_ENCODINGS))
    if not matches:
        raise Refused(DAMAGED, "no known encoding")
    # Of those that read as well, the one that is used more.
    alike = [
        match.encoding
        for match in matches
        if match.chaos == matches[0].chaos and match.coherence > matches[0].coherence - 0.05
    ]
    return content.decode(min(alike, key=_ENCODINGS.index), "replace")


def _encoding_of_pairs(sample: bytes) -> str:
    """UTF-16 without its mark, told by where its zeros stand; other zeros are no text."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) / 10 and min(even, odd) < max(even, odd) / 10:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise Refused(DAMAGED, "binary, not text")


def _nearly_utf8(content: bytes) -> bool:
    """Whether it is UTF-8 with a few broken letters, as a text cut in the middle is."""
    text = content[:_SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 50 < sum(not char.isascii() for char in text)


def text_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """A plain text, in pieces at the ends of lines where it is long."""
    outline = Outline()
    for line in decode(content).splitlines():
        outline.line(line.rstrip())
        yield from outline.take()
    yield from outline.finish()


def markdown_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """A Markdown file, split at its headings."""
    from markdown_it import MarkdownIt

    yield from _html_sections(MarkdownIt("js-default").render(decode(content)))


def html_file_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """An HTML file, split at its headings."""
    yield from _html_sections(_decode_html(content))


def _html_sections(html: str) -> list[Section]:
    # Beautiful Soup takes longer to import than most text files to read.
    from assistant.extraction.html import html_sections

    # Several headings of the first level are chapters; a single one is the file's own title.
    return html_sections(html, with_title=html.lower().count("<h1") > 1)


def _decode_html(content: bytes) -> str:
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    if declared and not content.startswith(tuple(mark for mark, _ in _BOMS)):
        try:
            return content.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass  # A declaration may be wrong; the text is then looked at like any other.
    return decode(content)


def csv_sections(content: bytes, job: Job | None = None) -> Iterator[Section]:
    """A CSV file; each row becomes a line that its column's names head."""
    text = decode(content)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:5_000], ",;\t|")
    except csv.Error:
        dialect = "excel"
    outline = Outline()
    headers: list[str] = []
    rows = 0
    try:
        for row in csv.reader(io.StringIO(text), dialect):
            cells = [" ".join(cell.split()) for cell in row]
            if not headers and sum(map(bool, cells)) > 1:
                headers = cells
                continue
            outline.line(row_line(cells, headers))
            rows += 1
            yield from outline.take()
    except csv.Error as error:
        raise Refused(DAMAGED, "not a table") from error
    if not rows:
        outline.line(row_line(headers))
    yield from outline.finish()
