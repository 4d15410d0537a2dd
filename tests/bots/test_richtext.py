"""Cutting styled text into messages, and its HTML, for any text."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.telegram.richtext import MAX_UNITS, Span, plain, split, to_html, units

pytestmark = pytest.mark.unit

WORDS = st.text(
    st.sampled_from("abcdeéığşçبتثसдж学校กขา្ក<>&\"'👩🏽‍🏫🇹🇷.!?。，"), min_size=1, max_size=12
)
BLANKS = st.sampled_from([" ", "  ", "\n", "\n\n", "\t"])
STYLES = st.frozensets(st.sampled_from(["b", "i", "s", "blockquote", "code", "pre"]), max_size=3)
URLS = st.sampled_from(["", "", 'https://hub.example/?a=1&b="2"', "https://hub.example/x"])


@st.composite
def rich_texts(draw: st.DrawFn) -> list[Span]:
    pieces = draw(st.lists(st.tuples(WORDS, BLANKS, STYLES, URLS), min_size=1, max_size=40))
    return [Span(word + blank, styles, url) for word, blank, styles, url in pieces]


class Balanced(HTMLParser):
    """Reads HTML as Telegram does; fails on a tag closed out of order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> str:
    reader = Balanced()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader.text


def squeeze(text: str) -> str:
    return "".join(text.split())


@given(rich_texts())
def test_html_is_well_formed_and_says_the_same_text(spans: list[Span]) -> None:
    assert read(to_html(spans)) == plain(spans)


@given(rich_texts(), st.integers(min_value=4, max_value=60))
@settings(max_examples=300)
def test_no_part_is_too_long_and_nothing_but_blanks_is_lost(spans: list[Span], limit: int) -> None:
    parts = split(spans, limit)
    for part in parts:
        assert 0 < units(plain(part)) <= limit
        assert plain(part) == plain(part).strip()
        assert read(to_html(part)) == plain(part)
    assert squeeze("".join(plain(part) for part in parts)) == squeeze(plain(spans))


@given(
    st.lists(st.text("abcdefgé", min_size=1, max_size=10), min_size=1, max_size=60),
    st.integers(min_value=10, max_value=40),
)
def test_words_that_fit_are_never_cut(words: list[str], limit: int) -> None:
    parts = split([Span(" ".join(words))], limit)
    assert [word for part in parts for word in plain(part).split()] == words


@given(rich_texts(), st.integers(min_value=4, max_value=60))
def test_each_character_keeps_its_style_and_link(spans: list[Span], limit: int) -> None:
    def styled(parts: list[Span]) -> list[tuple[str, frozenset[str], str]]:
        return [(c, span.styles, span.url) for span in parts for c in span.text if not c.isspace()]

    parts = split(spans, limit)
    assert styled([span for part in parts for span in part]) == styled(spans)


def test_length_is_counted_in_utf16_units_as_telegram_does() -> None:
    assert units("aé学👍") == 5
    text = "👍" * 2500
    parts = split([Span(text)])
    assert [units(plain(part)) for part in parts] == [MAX_UNITS, 5000 - MAX_UNITS]


@pytest.mark.parametrize(
    ("text", "limit", "first"),
    [
        ("One two.\n\nThree four five", 15, "One two."),
        ("One two three. Four five six", 20, "One two three."),
        ("第一句话结束。第二句话还没有结束", 12, "第一句话结束。"),
        ("One two three four", 9, "One two"),
    ],
)
def test_cuts_at_the_best_place_there_is(text: str, limit: int, first: str) -> None:
    assert plain(split([Span(text)], limit)[0]) == first


def test_a_long_word_is_not_cut_before_a_combining_mark_or_inside_a_joined_emoji() -> None:
    assert plain(split([Span("ก" * 9 + "ก้" + "ก" * 5)], 10)[0]) == "ก" * 9
    assert plain(split([Span("aaaa👩‍🏫bbbb")], 7)[0]) == "aaaa"


def test_consecutive_quoted_spans_are_one_quotation() -> None:
    quote = frozenset({"blockquote"})
    spans = [Span("a ", quote), Span("b", quote | {"b"}), Span(" c", quote)]
    assert to_html(spans) == "<blockquote>a <b>b</b> c</blockquote>"


def test_code_stands_alone_as_telegram_wants() -> None:
    assert to_html([Span("a<b", frozenset({"b", "code"}), "https://x.example")]) == (
        "<code>a&lt;b</code>"
    )
