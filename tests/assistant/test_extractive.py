"""What is quoted of passages: whole sentences, facts, rows and lists, and never too much."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from wagtail.documents import get_document_model

from assistant.answering.citations import MARKER
from assistant.answering.extractive.scorer import score_spans
from assistant.answering.extractive.selector import Selection
from assistant.answering.extractive.spans import reading_length, span_kind
from assistant.answering.extractive.trim import shorten
from assistant.models import Passage, Source
from assistant.retrieval.hits import Hit
from assistant.text.question_types import AnswerType, expected_types, without_question_words
from assistant.text.sentence_splitter import sentences
from assistant.text.tokenizer import terms

pytestmark = pytest.mark.unit


def hit(text: str, score: float = 0.0, locale: str = "en", ordinal: int = 0) -> Hit:
    """A passage as retrieval finds it, of the document of that number."""
    source = Source(
        pk=ordinal, document=get_document_model()(title="File", collection_id=1), locale=locale
    )
    passage = Passage(pk=ordinal, source=source, ordinal=0, text=text, text_hash=str(ordinal))
    return Hit(passage=passage, score=score, cosine=None, vector=None)


def answer(question: str, *passages: str, locale: str = "en", language: str = "en") -> str:
    """The answer to a question from passages, the better first, by their words alone."""
    weights = dict.fromkeys(terms(without_question_words(question, locale)), 1.0)
    items = [hit(text, -n, language, n) for n, text in enumerate(passages)]
    return quote(question, items, weights, expected_types(question, locale), locale)


def quote(
    question: str,
    items: list[Hit],
    weights: dict[str, float],
    expected: frozenset[AnswerType],
    locale: str,
) -> str:
    spans = score_spans(question, items, None, weights, expected)
    selection = Selection(
        hits=items, spans=spans, weights=weights, expected=expected, locale=locale
    )
    selection.select(range(len(items)))
    return selection.text()


FIELDS = """A course in welding.
Dates: 19 to 24 August 2024
Place: Beijing and Hangzhou, China
Donor: A bank; A ministry
Licence: CC BY 4.0"""
TABLE = """Fees
Course: Welding; Fee: 120 euros; Starts: May
Course: Masonry; Fee: 90 euros; Starts: June
Course: Solar; Fee: 150 euros; Starts: July"""


def test_a_field_is_answered_as_a_fact():
    assert answer("Who is the donor?", FIELDS) == "**Donor:** A bank; A ministry [1]"


def test_a_question_for_two_fields_is_answered_with_both_and_no_other():
    assert answer("When is it (dates) and where (place)?", FIELDS) == (
        "- **Dates:** 19 to 24 August 2024\n- **Place:** Beijing and Hangzhou, China [1]"
    )


def test_a_row_is_quoted_with_the_names_of_its_columns():
    text = answer("What is the fee for masonry?", TABLE)
    assert "Course: Masonry; Fee: 90 euros; Starts: June [1]" in text
    assert "Solar" not in text


def test_a_sentence_with_a_colon_is_no_field():
    text = "The operation has many pilot provinces: Bursa and Konya."
    assert answer("Which provinces?", text) == f"{text} [1]"


LIST = "The network has three goals:\n• to cooperate;\n• to share;\n• to learn."


def test_a_list_is_quoted_whole_with_what_announces_it():
    assert answer("What are the goals of the network?", LIST) == (
        "The network has three goals:\n\n- to cooperate;\n- to share;\n- to learn. [1]"
    )


def test_a_long_list_says_how_many_items_are_left_out():
    items = "\n".join(f"• goal number {n} of the network, told at some length" for n in range(20))
    text = answer("What are the goals?", f"There are these goals:\n{items}\nThat is all of them.")

    shown = text.count("goal number")
    assert 3 <= shown < 20
    assert f"- … and {20 - shown} more [1]" in text
    assert len(text) <= 400


def test_a_list_that_goes_on_in_the_next_passage_does_not_say_how_far():
    items = "\n".join(f"• goal number {n} of the network, told at some length" for n in range(20))
    text = answer("What are the goals?", f"There are these goals:\n{items}")
    assert text.endswith("\n- … [1]")


def test_a_heading_is_not_quoted_alone():
    text = answer("Are courses free?", "Fees\nAll courses are free of charge.\nFees in 2027")
    assert text == "**Fees**\n\nAll courses are free of charge. [1]"


def test_what_is_left_out_between_two_sentences_is_marked():
    filler = "Nobody ever wrote anything of the kind in a book about other things entirely. " * 3
    text = answer("Which kiln fires clay?", f"The kiln fires clay. {filler}The kiln is of clay.")
    assert re.search(r"The kiln fires clay\. .*…", text)


def test_a_long_sentence_is_cut_at_its_clauses_around_what_answers():
    clauses = [f"clause {n} of a very long sentence about nothing at all" for n in range(12)]
    clauses[7] = "the kiln was fired with mangrove timber in Lamu"
    text = answer("What was the kiln fired with?", ", ".join(clauses) + ".")

    assert clauses[7] in text
    assert text.startswith("…clause")
    assert len(text) <= 400


@pytest.mark.parametrize("text", ["x" * 900, "教" * 900, "ก" * 900, "[" * 900])
def test_a_text_without_any_place_to_cut_is_cut_all_the_same(text):
    shown = answer("x 教教 กก", text)
    assert shown.endswith("… [1]")
    assert len(shown) <= 400


def test_two_things_asked_get_two_sources():
    text = answer(
        "Who makes bread with teff, and who repairs dhows?",
        "Bakers of Gondar bake bread with teff.",
        "Boat builders of Lamu repair dhows.",
        "Beekeepers harvest honey at night.",
        "Masons cut stone in the quarry.",
    )
    assert MARKER.findall(text) == ["1", "2"]


def test_one_thing_asked_gets_one_source_where_it_has_the_date():
    text = answer(
        "When did the school open?", "The school opened in May 1988.", "In May 1990 it moved."
    )
    assert text == "The school opened in May 1988. [1]"


def test_a_language_is_named_once_for_what_stands_together():
    text = answer("Who makes teff bread, who repairs dhows?", "Bakers make teff bread.",
                  "Builders repair dhows.", language="fr")  # fmt: skip
    assert text.count("*In French:*") == 1
    assert text.startswith("*In French:*\n\nBakers make teff bread. [1]")


def test_clauses_of_thai_are_not_cut_beside_a_number():
    line = (
        "โรงเรียนเปิดสอนหลักสูตรช่างเชื่อมสำหรับเยาวชนในเขตชนบทมาตั้งแต่ปี 1990 และรับนักเรียน"
        " ซึ่งส่วนใหญ่มาจากหมู่บ้านใกล้เคียงและเดินทางมาเรียนด้วยรถโดยสารทุกวัน"
    )
    cut = sentences(line)
    assert " ".join(cut) == line
    assert len(cut) == 2
    assert "ปี 1990 และ" in cut[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Dates: 19 August", "fact"), ("日期: 8月19日", "fact"), ("الجهة المانحة: بنك", "fact"),
        ("Welding; Fee: 120; Starts: May", "row"), ("Course: Welding; Fee: 120", "row"),
        ("• to share;", "item"), ("Fees and dates", "heading"), ("Fees in 2027", "phrase"),
        ("See https://hub.example/x", "sentence"),
        ("ช่างเชื่อมสำหรับเยาวชนในเขตชนบทมาตั้งแต่ต้นช่างเชื่อมสำหรับเยาวชนในเขตชนบทมาตั้งแต่ต้น", "clause"),
        ("It is free.", "sentence"),
    ],
)  # fmt: skip
def test_a_line_is_told_by_its_form(text, kind):
    assert span_kind(text, is_whole_line=True) == kind


def test_a_wide_letter_counts_as_two():
    assert reading_length("ab教育") == 6


LINES = [
    "Bakers of Gondar bake bread with teff. They open at six! Do they? Yes.",
    "面包师用苔麸粉烘焙面包。他们六点开门。这是真的吗？" * 3,
    "ช่างทำขนมปังอบขนมปังด้วยแป้งเทฟ และเปิดร้านตอนหกโมงเช้าทุกวัน " * 6,
    "يخبز الخبازون الخبز بدقيق التيف، ويفتحون في السادسة؛ كل يوم.",
    "• bread, with butter; and salt.", "• teff. And water.", "The goals are:", "Bread", "Bread 2",
    "Bread: teff", "Baker: Gondar; Bread: teff; Opens: 6", "Ignore [1] and [x](y) *bread* _a_ \\ `",
    "# bread", "1. bread", "bread, " * 120 + "end.", "w" * 500, "— bread – teff … bread…",
]  # fmt: skip
passages = st.lists(st.sampled_from(LINES), min_size=1, max_size=6).map("\n".join)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(deadline=None)
@given(
    st.lists(passages, min_size=1, max_size=4),
    st.sampled_from(["bread", "When and where does bread open?", "面包", "ขนมปัง", "x", "خبز teff"]),
    st.sampled_from(["en", "fr"]),
)
def test_whatever_is_quoted_stands_in_its_passage_before_its_marker(texts, question, language):
    text = answer(question, *texts, language=language)

    assert len(text) <= 400
    assert reading_length(text) <= 600
    *quotes, rest = re.split(MARKER.pattern + r"(?:\n\n|$)", text)
    assert rest == ""
    assert quotes
    for said, number in zip(quotes[::2], quotes[1::2], strict=True):
        plain = re.sub(r"^\*In French:\*\n\n", "", said)
        plain = re.sub(r"(?m)^- … and \d+ more$|^- |(?<!\\)\*\*", "", plain)
        plain = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", plain)
        for part in re.split(r"[…\n]", plain):
            assert bare(part) in bare(texts[int(number) - 1].replace("• ", "")), (part, text)


@settings(deadline=None)
@given(passages)
def test_an_answer_is_markdown_of_paragraphs_and_lists_alone(text):
    rendered = MarkdownIt("commonmark").render(answer("bread", text))
    assert set(re.findall(r"<(\w+)", rendered)) <= {"p", "ul", "li", "strong"}


@settings(deadline=None)
@given(st.text(max_size=300), st.integers(2, 60))
def test_a_shortened_text_is_a_part_of_it_that_fits(text, limit):
    cut = shorten(text, lambda part: len(part) <= limit, lambda part: part.count("a"))
    assert len(cut) <= limit
    assert cut.strip("…").strip() in text


def test_an_item_that_only_repeats_the_question_is_quoted_without_its_bullet() -> None:
    assert answer("خبز teff", "• teff. And water.") == "- **teff.** And water. [1]"
