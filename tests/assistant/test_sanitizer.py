"""A model's text made fit to show: the same however it was cut on its way, and never dangerous."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citations import MARKER
from assistant.answering.sanitizer import Sanitizer, sanitize, visible

pytestmark = pytest.mark.unit

#: What models write and what pages may make them write, to be strung together by chance.
_PIECES = [
    "It lasts 14 weeks", " ", "\n", "[1]", "[9]", "[1, 2]", "【1】", "【2†source】", "［１］",
    "[^2]", "(1)", "(2).", "[١]", "[text](https://evil.example/x)", "![x](//evil.example/p.png)",
    "<b>", "</b>",
    "<img src=x onerror=alert(1)>", "<think>", "</think>", "<", ">", "[", "]", "(", ")", "!",
    "\\", "*",
    "https://evil.example/?q=", "www.evil.example", "evil.example", "javascript:alert(1)",
    "[a]: http://e",
    "สวัสดี", "你好。", "مرحبا", "\u200b", "\u202e", "\u200d", "ك\u200cا",
    "NONE", "1.5", "`", "[[1]]",
]  # fmt: skip
texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=6), max_size=14).map("".join)


@given(texts, st.lists(st.integers(0, 80), max_size=6))
def test_a_text_is_the_same_however_it_was_cut_on_its_way(text, cuts):
    ends = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    cleaner = Sanitizer(3)
    pieces = [text[start:end] for start, end in pairwise(ends)]
    assert "".join(map(cleaner.feed, pieces)) + cleaner.end() == sanitize(text, 3)


@given(texts)
def test_letter_by_letter_nothing_flickers(text):
    cleaner = Sanitizer(3)
    assert "".join(map(cleaner.feed, text)) + cleaner.end() == sanitize(text, 3)


@given(texts)
def test_nothing_is_left_that_opens_something(text):
    shown = sanitize(text, 3)
    assert not re.search(r"(?<!\\)\]\s*[(\[:](?!\d)", MARKER.sub("", shown))
    assert not re.search(r"(?<!\\)<", shown)
    assert "://" not in shown
    assert not re.search(r"javascript:\S", shown)
    assert all(1 <= int(number) <= 3 for number in MARKER.findall(shown))
    assert not re.search("[\u200b\u202a-\u202e\u2066-\u2069\ufeff]", shown)


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ("It takes 14 weeks【1】.", "It takes 14 weeks[1]."),
        ("a [1, 2] b [1][2] c [^1] d ［１］ e (1).", "a [1][2] b [1][2] c [1] d [1] e [1]."),
        ("a [١] [1-3] 【2†page.html】", "a [1] [1][2][3] [2]"),
        ("(1) first\n(2) second", "(1) first\n(2) second"),
        ("twelve (12) of 3 (three)", "twelve (12) of 3 (three)"),
        ("gone [99] and [0]", "gone  and "),
        ("see [here](https://evil.example/x) ![x](https://evil.example/p.png?q=1)", "see here x"),
        ("[1](https://evil.example) ok", "[1] ok"),
        ("[foo][bar] and [foo]", r"foo and \[foo\]"),
        ("<img src=x onerror=alert(1)><b>bold</b> <!-- hidden -->end", "bold end"),
        ("5 < 6", r"5 \< 6"),
        ("visit https://evil.example/a, or www.evil.example!", "visit , or !"),
        ("at evil.example/x now", "at evil. example/x now"),
        ("weeks.It costs 3.5 francs, e.g. here.", "weeks. It costs 3.5 francs, e.g. here."),
        ("<think>The user wants [1] a link.</think>14 weeks [1].", "14 weeks [1]."),
        ("<think>never ends", ""),
        ("a\u200bb \u202ec\ufeff", "ab c"),
    ],
)  # fmt: skip
def test_what_a_model_writes_and_what_is_shown(says, shown):
    assert sanitize(says, 3) == shown


def test_an_address_that_a_passage_has_is_kept_as_text():
    text = "Write to www.school.example, or https://evil.example."
    assert sanitize(text, 1, "www.school.example".__eq__) == "Write to www.school.example, or ."


def test_words_come_at_once_and_only_what_may_go_on_is_waited_for():
    cleaner = Sanitizer(2)
    assert cleaner.feed("It takes ") == "It takes "
    assert cleaner.feed("weeks [") == "weeks "
    assert cleaner.feed("1") == ""
    assert cleaner.feed("] or ") == "[1] or "
    assert cleaner.feed("[so](http") == ""
    assert cleaner.feed("://evil.example) on. ") == "so on. "


def test_what_never_closes_is_shown_in_the_end_and_not_waited_for_forever():
    cleaner = Sanitizer(2)
    assert cleaner.feed("[" + "x" * 400).startswith("\\[")
    assert "x" * 50 in cleaner.feed(" and on")


@given(st.text())
def test_invisible_characters_are_dropped_and_all_others_stay(text):
    assert visible(visible(text)) == visible(text)
    assert [c for c in visible(text) if c.isalnum()] == [c for c in text if c.isalnum()]


def test_joiners_stay_between_letters_of_scripts_that_need_them():
    assert visible("می\u200cخواهم ig\u200cnore") == "می\u200cخواهم ignore"
