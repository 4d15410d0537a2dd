"""Tells which lines of a PDF are headings: by its tags, its outline, or the size of the letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.extraction.pdf.layout import Line

#: A line whose letters are this many times the text's size is a heading.
_LARGER = 1.15
_LONGEST = 150
#: Levels derived from letter sizes count down from here, below all levels of outlines and tags.
_SIZE_LEVEL_BASE = 10_000
#: Most lines of a title.
_TITLE_LINES = 4
#: Most entries of an outline that are read.
_MOST_ENTRIES = 20_000


class Headings:
    """Learns the size of the running text from each group of pages, and finds the headings."""

    def __init__(self, document: Any) -> None:
        self._outline = _outline(document)
        self._sizes: Counter[float] = Counter()
        self._tagged = False
        #: Size of the largest heading, by whether it is on the first page.
        self._largest = {True: 0.0, False: 0.0}
        self._title = ""

    def learn(self, lines: Iterable[Line], *, first_page: bool) -> None:
        """Take more lines into account. What `split` has given before stays as it was."""
        for line in lines:
            self._sizes[_rounded(line.size)] += len(line.text)
            self._tagged = self._tagged or line.level > 0
            if not line.table and _is_short(line.text):
                largest = max(self._largest[first_page], _rounded(line.size))
                self._largest[first_page] = largest

    def split(
        self, lines: Sequence[Line], *, first_page: bool
    ) -> Iterator[tuple[int | None, list[Line]]]:
        """Yield each heading with its level, and the lines between headings with None.

        The largest heading, if it is on the first page, is the document's title: level 0.
        """
        body = self._sizes.most_common(1)[0][0] if self._sizes else 0
        title = self._title_among(lines, body) if first_page else range(0)
        self._title = self._title or _title_key(" ".join(lines[n].text for n in title))
        part: list[Line] = []
        current: int | None = None
        for n, line in enumerate(lines):
            level = 0 if n in title else self._level(line, body)
            if not first_page and level is not None and _title_key(line.text) == self._title:
                # The document's title repeated at the head of a page is skipped.
                continue
            same = level == current and (level is None or self._same_title(line, part))
            if part and not same:
                yield current, part
                part = []
            part.append(line)
            current = level
        if part:
            yield current, part

    def _level(self, line: Line, body: float) -> int | None:
        """Return the level of a line that is a heading, else None."""
        if line.level:
            return line.level
        if line.table or not _is_short(line.text):
            return None
        if (level := self._outline.get(_title_key(line.text))) is not None:
            return level
        if self._tagged:
            return None
        size = _rounded(line.size)
        if body and size > _LARGER * body:
            return _SIZE_LEVEL_BASE - int(size * 10)
        return None

    def _title_among(self, lines: Sequence[Line], body: float) -> range:
        """Return the range of the lines of the first page that are the document's title.

        These are larger than all other headings. The range is empty if the file has tags or an
        outline.
        """
        largest = self._largest[True]
        if self._tagged or self._outline or largest <= self._largest[False]:
            return range(0)
        large = [
            n
            for n, line in enumerate(lines)
            if _rounded(line.size) == largest and self._level(line, body) is not None
        ]
        # Several large lines apart from each other are chapters, not a title.
        whole = bool(large) and large[-1] - large[0] == len(large) - 1 < _TITLE_LINES
        return range(large[0], large[-1] + 1) if whole else range(0)

    def _same_title(self, line: Line, part: Sequence[Line]) -> bool:
        """Return whether a heading continues in this line."""
        return (
            bool(part)
            and _rounded(part[-1].size) == _rounded(line.size)
            and not line.after_gap
            and sum(len(other.text) for other in part) + len(line.text) < _LONGEST
            and _title_key(part[-1].text) not in self._outline
        )


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _is_short(text: str) -> bool:
    """Return whether the text is short enough for a heading, has letters and is no sentence."""
    return len(text) < _LONGEST and any(map(str.isalpha, text)) and not _is_sentence(text)


def _is_sentence(text: str) -> bool:
    return len(text) > 60 and text.endswith((".", ";", ",", "。"))


def _title_key(text: str) -> str:
    """Return the text in lower case without spaces and punctuation, for comparing titles."""
    return "".join(filter(str.isalnum, text)).casefold()


def _outline(document: Any) -> dict[str, int]:
    """Return the levels, from 1, of the titles in the file's outline, by the titles' keys."""
    levels: dict[str, int] = {}
    for number, bookmark in enumerate(document.get_toc(max_depth=6)):
        if number >= _MOST_ENTRIES:
            break
        if key := _title_key(bookmark.get_title() or ""):
            levels.setdefault(key, bookmark.level + 1)
    return levels
