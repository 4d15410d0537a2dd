"""Splits the main part of an HTML page into sections at its headings."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from assistant.extraction.html_tables import description_lines, row_lines, text_of
from assistant.types import Section

_SKIPPED = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header nav",
    "form",
    "footer",
    "aside",
    "svg",
    "iframe",
    "button",
    "dialog",
    "select",
    "[role=navigation]",
    "[role=search]",
    "[role=dialog]",
    "[hidden]",
    "[aria-hidden=true]",
    "[data-assistant-skip]",
]
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "main",
    "header",
    "details",
    "summary",
    "address",
    "caption",
    "thead",
    "tbody",
    "td",
    "th",
    "hr",
}
#: A table or description list that contains one of these serves the layout only, so its contents
#: are read one by one.
_LAYOUT_MARKERS = [*_HEADINGS, "table"]


def html_sections(html: str, *, with_title: bool = False) -> list[Section]:
    """Return the sections of a page's main part in reading order, without navigation and forms.

    A section's heading is its path, such as "Programmes › Pilot provinces", below the page's own
    title (`h1`), which is included only if `with_title` is set. Its anchor is the id of the heading
    or of an element around the heading.
    """
    soup = BeautifulSoup(html, "lxml")
    main = soup.find("main") or soup.select_one("[role=main]") or soup.body or soup
    for skipped in main.select(", ".join(_SKIPPED)):
        skipped.decompose()
    return _Splitter(top_level=1 if with_title else 2).split(main)


class _Picture(str):
    """The description of a picture."""


class _Splitter:
    """Walks the elements once and gathers text into lines, and lines into sections.

    Sections below a heading of `top_level` or deeper have that heading in their path.
    """

    def __init__(self, *, top_level: int) -> None:
        self.top_level = top_level
        self.sections: list[Section] = []
        self.path: list[tuple[int, str]] = []
        self.anchor = ""
        self.lines: list[str] = []
        self.words: list[str] = []

    def split(self, root: Tag) -> list[Section]:
        self.walk(root)
        self.end_section()
        return self.sections

    def walk(self, element: PageElement) -> None:
        if isinstance(element, NavigableString):
            if not isinstance(element, PreformattedString):
                self.words.append(str(element))
        elif isinstance(element, Tag):
            if element.name in _HEADINGS:
                self.start_section(element)
            elif element.name == "br":
                self.end_line()
            elif element.name == "img":
                self.words.append(_Picture(f" {element.get('alt') or ''} "))
            elif element.name == "table" and not element.find(_LAYOUT_MARKERS):
                self.add_table(element)
            elif element.name == "dl" and not element.find(_LAYOUT_MARKERS):
                self.end_line()
                self.lines += description_lines(element)
            else:
                self.walk_children(element)

    def walk_children(self, element: Tag) -> None:
        block = element.name in _BLOCKS
        if block:
            self.end_line()
        if element.name == "li":
            self.words.append("• ")
        for child in element.children:
            self.walk(child)
        if block:
            self.end_line()

    def add_table(self, table: Tag) -> None:
        """Add each row of a table as a line that can be read alone: cells led by their headings."""
        self.end_line()
        if (caption := table.find("caption")) and (text := text_of(caption)):
            self.lines.append(text)
        self.lines += filter(None, row_lines(table))

    def start_section(self, heading: Tag) -> None:
        self.end_section()
        level, text = _HEADINGS[heading.name], text_of(heading)
        self.path = [(other, name) for other, name in self.path if other < level]
        if text:
            self.path.append((level, text))
        self.anchor = _anchor(heading)

    def end_line(self) -> None:
        line = " ".join("".join(self.words).split())
        is_picture = all(isinstance(each, _Picture) for each in self.words if each.strip())
        self.words = []
        if line and line != "•":
            # In brackets, since what a picture shows is no sentence of the page.
            self.lines.append(f"[{line}]" if is_picture else line)

    def end_section(self) -> None:
        self.end_line()
        if self.lines:
            heading = " › ".join(text for level, text in self.path if level >= self.top_level)
            self.sections.append(
                Section(heading=heading, text="\n".join(self.lines), anchor=self.anchor)
            )
        self.lines = []


def _anchor(heading: Tag) -> str:
    """Return the id under which the heading can be linked to, or ""."""
    for element in _self_and_near_parents(heading):
        if anchor := element.get("id"):
            return str(anchor)
    return ""


def _self_and_near_parents(heading: Tag) -> Iterator[Tag]:
    """Yield the heading, then each element around it of which it is the first heading."""
    yield heading
    parent = heading.parent
    while parent and parent.name in {"div", "section", "header", "hgroup"}:
        if parent.find(list(_HEADINGS)) is not heading:
            return
        yield parent
        parent = parent.parent
