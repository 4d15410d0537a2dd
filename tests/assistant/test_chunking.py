"""Passages: small enough, in order, and with nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.index.chunker import embedded_text, split_sections, text_hash, weighted_length
from assistant.text.sentence_splitter import sentences, sentences_by_line
from assistant.types import PassageText, Section

pytestmark = pytest.mark.unit

SIZE = 700
words = st.text(alphabet="abcçdeğıöşüz 。.!?؟مدرسة职业教育ครู,;\n", max_size=3_000)


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@settings(max_examples=60, deadline=None)
@given(st.lists(words, max_size=4))
def test_no_passage_is_too_long_and_no_letter_is_lost(texts):
    sections = [Section(heading=f"Part {n}", text=text) for n, text in enumerate(texts)]
    passages = list(split_sections(sections, 700))

    assert all(weighted_length(passage.text) <= SIZE for passage in passages)
    assert all(any(map(str.isalnum, passage.text)) for passage in passages)
    for section in sections:
        mine = [passage.text for passage in passages if passage.heading == section.heading]
        assert letters("".join(mine)) == letters(section.text)


def test_a_short_section_is_one_passage_with_its_place():
    section = Section(heading="A › B", text="One sentence.", anchor="b", page=3)
    assert list(split_sections([section], 700)) == [
        PassageText(heading="A › B", text="One sentence.", anchor="b", page=3)
    ]


def test_sections_are_never_joined():
    texts = [
        passage.text
        for passage in split_sections([Section(text="One."), Section(text="Two.")], 700)
    ]
    assert texts == ["One.", "Two."]


@pytest.mark.parametrize(
    "sentence",
    [
        "The course takes nine months and costs nothing. ",
        "课程为期九个月而且完全免费。",
        "تستغرق الدورة تسعة أشهر وهي مجانية؟ ",
    ],
)
def test_long_texts_are_cut_between_sentences(sentence):
    passages = list(split_sections([Section(text=sentence * 60)], 700))

    assert len(passages) > 1
    assert all(passage.text.endswith(sentence.strip()[-1]) for passage in passages)


def test_a_long_word_is_cut_all_the_same():
    passages = list(split_sections([Section(text="x" * 2_000)], 700))
    assert max(len(passage.text) for passage in passages) <= SIZE
    assert "".join(passage.text for passage in passages) == "x" * 2_000


def test_a_character_that_is_a_syllable_weighs_three():
    assert weighted_length("abc") == 3
    assert weighted_length("职业") == 6
    assert weighted_length("ครู") == 3
    assert weighted_length("かな") == 6


def test_signs_alone_are_no_passage():
    assert list(split_sections([Section(text="* * *\n\n———")], 700)) == []


def test_an_endless_heading_fits_its_column():
    passage = next(
        split_sections([Section(heading="h" * 900, text="Text.", anchor="a" * 400)], 700)
    )
    assert len(passage.heading) == 500
    assert len(passage.anchor) == 255


def test_a_passage_is_embedded_below_its_title_and_heading():
    passage = PassageText(heading="Fees", text="It is free.")
    assert embedded_text("Bakers", passage) == "Bakers\nFees\nIt is free."
    assert embedded_text("Bakers", PassageText(heading="", text="It is free.")) == (
        "Bakers\nIt is free."
    )


def test_texts_that_differ_have_keys_that_differ():
    assert text_hash("a") != text_hash("a ")
    assert len(text_hash("ğ")) == 64


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It rains. We go.", ["It rains.", "We go."]),
        ("Dr. Moyo teaches. She is kind!", ["Dr. Moyo teaches.", "She is kind!"]),
        ("See e.g. the plan. It is new.", ["See e.g. the plan.", "It is new."]),
        ("It costs 2.50 a day. Pay now.", ["It costs 2.50 a day.", "Pay now."]),
        ("他说：“下雨了。”我们走。", ["他说：“下雨了。”", "我们走。"]),
        ("(It rains.) We go.", ["(It rains.)", "We go."]),
        ("下雨了。我们走吧！好吗？", ["下雨了。", "我们走吧！", "好吗？"]),
        ("هل تمطر؟ نعم.", ["هل تمطر؟", "نعم."]),
        ("“It rains.” We go.", ["“It rains.”", "We go."]),
        ("no end", ["no end"]),
        ("  ", []),
    ],
)
def test_sentences_end_where_readers_end_them(text, parts):
    assert sentences(text) == parts


@settings(deadline=None)
@given(words)
def test_sentences_lose_nothing(text):
    parts = [part for line in sentences_by_line(text) for part in line]
    assert letters("".join(parts)) == letters(text)
    assert all(part.strip() for part in parts)
