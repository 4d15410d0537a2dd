"""Markers and citations: what a reader clicks always points to something."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answering.citations import (
    MARKER,
    cite,
    drop_unknown_markers,
    excerpt,
    renumber,
)
from assistant.text import escape
from assistant.types import Citation, Result

pytestmark = pytest.mark.unit


def citation(number: int) -> Citation:
    return Citation(
        number=number, title=f"Page {number}", url=f"http://hub.example/{number}/", locale="en",
        heading="", page=None, excerpt="", stale=False,
    )  # fmt: skip


def result(text: str) -> Result:
    return Result(
        passage=1, source=1, title="Page", url="http://hub.example/", locale="en", heading="Part",
        page=2, text=text, stale=True, score=0.5,
    )  # fmt: skip


def test_results_are_numbered_from_one():
    cited = cite([result("One."), result("Two.")])
    assert [(item.number, item.excerpt) for item in cited] == [(1, "One."), (2, "Two.")]
    assert (cited[0].page, cited[0].heading, cited[0].stale) == (2, "Part", True)


def test_an_excerpt_is_one_line_cut_between_words():
    assert excerpt("One\n two") == "One two"
    assert excerpt("alpha beta gamma", 12) == "alpha beta…"
    assert excerpt("教育" * 20, 10) == "教育教育教育教育教…"


@given(st.text(max_size=500), st.integers(min_value=2, max_value=400))
def test_an_excerpt_is_never_longer_than_asked(text, length):
    assert len(excerpt(text, length)) <= length


def test_markers_of_no_passage_are_dropped():
    assert drop_unknown_markers("A [1] b [0] c [3] d [12].", 2) == "A [1] b  c  d ."


def test_a_link_or_an_escaped_bracket_is_no_marker():
    assert MARKER.findall(r"\[1] [1](http://x) [2]") == ["2"]


def test_citations_are_numbered_as_the_reader_meets_them_and_the_unused_left_out():
    text, used = renumber("B [3] and a [1][3].", [citation(1), citation(2), citation(3)])
    assert text == "B [1] and a [2][1]."
    assert [(item.number, item.title) for item in used] == [(1, "Page 3"), (2, "Page 1")]


def test_a_text_without_markers_has_no_citations():
    assert renumber("Nothing.", [citation(1)]) == ("Nothing.", ())


@given(st.lists(st.one_of(st.text(max_size=8), st.integers(-2, 9).map(lambda n: f"[{n}]"))))
def test_after_checking_every_marker_has_its_citation(parts):
    given_ = [citation(number) for number in range(1, 5)]
    text, used = renumber(drop_unknown_markers("".join(parts), len(given_)), given_)

    assert {int(number) for number in MARKER.findall(text)} == {item.number for item in used}
    assert [item.number for item in used] == list(range(1, len(used) + 1))


pieces = [*"ab1 2.)(-+*#_`[]<>\\!|~&\n", "[1]", "](", "http://x.y", "&amp;"]
awkward = st.lists(st.sampled_from(pieces), max_size=60).map("".join)


@given(st.one_of(st.text(max_size=100), awkward))
def test_escaped_text_has_no_live_marker(text):
    assert not MARKER.search(escape(text))


@given(awkward)
def test_escaped_text_is_shown_by_markdown_as_it_stands(text):
    """An independent renderer finds no link, emphasis, heading or list in a line of it."""
    line = " ".join(text.split())
    rendered = MarkdownIt("commonmark").render(escape(line))

    assert set(re.findall(r"<(\w+)", rendered)) <= {"p"}
    assert html.unescape(re.sub(r"<[^>]+>", "", rendered)).strip() == line


@pytest.mark.parametrize(
    "line", ["-", "- a", "---", "-- -", "# a", "##", "#", "1.", "12) a", "+ a", "~~~", "&copy;"]
)
def test_the_beginning_of_a_line_makes_no_list_rule_or_heading(line):
    assert MarkdownIt("commonmark").render(escape(line)) == f"<p>{html.escape(line)}</p>\n"


def test_html_in_a_page_is_shown_and_not_run():
    rendered = MarkdownIt("commonmark").render(
        escape("<img src=x onerror=alert(1)> [a](javascript:b)")
    )
    assert "<img" not in rendered
    assert "<a" not in rendered
