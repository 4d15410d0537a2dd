"""Phrases are found whatever their endings, and never inside other words."""

from __future__ import annotations

import pytest

from assistant.text import fold, phrases

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("course", "Which courses start?", "courses"),
        ("kurs", "Kursu kim veriyor?", "kursu"),
        ("kurs", "Kurslarımız hangileri?", None),
        ("kurslar", "Kurslarımız hangileri?", "kurslarimiz"),
        ("fee", "Is there coffee?", None),
        ("Hillside", "Hillside'da ne var?", "hillside'da"),
        ("électricité", "le soudage ou l'électricité", "electricite"),
        ("long", "le plus long : l'un ou l'autre", "long"),
        ("opening hours", "its opening-hours today", "opening-hours"),
        ("opening hours", "opening; hours", None),
        ("Hillside (fictional)", "the school in Hillside", "hillside"),
        ("مركز", "في المركز", "المركز"),
        ("中心", "Hillside中心的电话", "中心"),
        ("Hillside", "Hillside中心的电话", "hillside"),
        ("12", "from 120 to 12 weeks", "12"),
    ],
)
def test_a_phrase_is_found_as_a_word_with_its_ending(phrase, text, found):
    folded = fold(text)
    spans = phrases.find([phrase], folded)

    assert [folded[slice(*span)] for span in spans] == ([found] if found else [])
    assert phrases.has(folded, [phrase]) is bool(found)


def test_the_longest_phrase_is_found_and_none_overlaps():
    lexicon = phrases.Lexicon(["work", "work placement", "placement", "焊接", "电气焊接"])

    assert [each for _, each in lexicon.find("a work placement, some work")] == [
        "work placement",
        "work",
    ]
    assert [each for _, each in lexicon.find("电气焊接课程")] == ["电气焊接"]


def test_a_phrase_as_it_is_comes_before_a_form_of_another():
    lexicon = phrases.Lexicon(["competence", "competition"])

    assert [each for _, each in lexicon.find("the next competition")] == ["competition"]
