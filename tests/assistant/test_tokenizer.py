"""Search terms in many scripts: what a writer means alike is found alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.tokenizer import fold, terms

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IRMAK", "ırmak"),
        ("Irmak", "ırmak"),
        ("İstanbul", "istanbul"),
        ("IĞDIR", "Iğdır"),
        ("أحمد", "احمد"),
        ("إعداد", "اعداد"),
        ("آلات", "الات"),
        ("مدرسة", "مدرسه"),
        ("مستشفى", "مستشفي"),
        ("مَدْرَسَة", "مدرسه"),
        ("العـــربية", "العربيه"),
        ("Café", "CAFE"),
        ("Đà Nẵng", "da nang"),
        ("Łódź", "lodz"),
        ("ｗｅｌｄｉｎｇ", "welding"),
        ("Straße", "STRASSE"),
        ("ﬁnance", "finance"),
    ],
)
def test_spellings_of_one_word_meet(one, other):
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("职业教育", ["职业", "业教", "教育"]),
        ("ครู", ["ครู"]),
        ("ครูสอน", ["ครู", "รูส", "ูสอ", "สอน"]),
        ("中", ["中"]),
        ("JET中心2013年", ["jet", "中心", "2013", "年"]),
        ("ភាសា", ["ភាស", "ាសា"]),
        ("かな", ["かな"]),
    ],
)
def test_scripts_without_spaces_become_runs_of_two_syllables_or_three_letters(text, found):
    assert terms(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("programmes", "programme"),
        ("öğretmenler", "öğretmenlerin"),
        ("преподаватель", "преподавателя"),
    ],
)
def test_inflections_of_a_long_word_meet(one, other):
    assert terms(one) == terms(other)


def test_numbers_stay_whole():
    assert terms("In 20131001, 15 centres") == ["in", "20131001", "15", "centre"]


def test_punctuation_is_no_term():
    assert terms(" – ?! () [1]… ") == ["1"]
    assert terms("") == []


def test_vowel_signs_that_are_letters_stay():
    assert fold("ที่นี่") == fold("ที่นี่")
    assert terms("ที่นี่") != terms("ทน")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_terms_of_two_lines_are_those_of_each(one, other):
    assert terms(f"{one}\n{other}") == terms(one) + terms(other)


@given(st.text())
def test_no_term_is_empty_or_broken_by_a_space(text):
    assert all(term and not any(char.isspace() for char in term) for term in terms(text))
