"""What a question is about is compared with texts, also in another language."""

from __future__ import annotations

import pytest

from assistant.answering.wanted_words import WantedWords, says_everything
from assistant.types import Citation
from tests.assistant.content import ask, publish, work

pytestmark = pytest.mark.site


@pytest.mark.parametrize(
    ("question", "language", "text", "missing"),
    [
        ("How long is the welding course?", "en", "The welding course takes a year.", ()),
        ("How long is the pottery course?", "en", "The welding course takes a year.", ("pottery",)),
        ("What is the tuition of the class?", "en", "The course costs 9 euros.", ()),
        ("焊接课程要上多少周？", "zh-hans", "A welding course of 40 weeks", ()),
        ("焊接课程要上多少周？", "zh-hans", "A course for electricians", ("焊接", "多少周")),
        ("Сколько стоит курс сварки?", "ru", "The woodwork course costs 9 euros.", ("сварки",)),
        ("เบอร์โทรศัพท์ของสำนักงาน Lamu", "th", "The office in Paris", ("lamu",)),
    ],
)
def test_words_are_missed_in_any_language(question, language, text, missing):
    assert WantedWords(question, language).missing_in(text, "en") == missing


def citation(number: int, title: str) -> Citation:
    return Citation(
        number=number, title=title, url="", locale="en", heading="", page=None, excerpt="",
        stale=False,
    )  # fmt: skip


def test_a_number_must_stand_with_what_it_is_asked_for():
    cited = [citation(1, "Looms"), citation(2, "Kilns")]

    assert says_everything("How many kilns are there?", "Nine [2]", cited)
    assert not says_everything("How many kilns have looms?", "Nine looms [1]\n\nTwo [2]", cited)
    assert says_everything("Which kilns have looms?", "Nine looms [1]\n\nTwo [2]", cited)


def test_another_courses_duration_is_not_given_across_languages(home):
    publish(home, "Weaving", "The weaving course takes nine weeks and is held in the old barn.")
    work()

    answer = ask("焊接课程要上多少周？", locale="zh-hans")

    assert answer.status != "answered"


def test_a_page_in_another_language_is_found_by_its_words(home):
    publish(home, "Welding", "The welding course takes forty weeks.")
    for subject in ("Pottery", "Baking", "Sewing"):
        publish(home, subject, f"The {subject.lower()} course takes nine weeks.")
    work()

    answer = ask("焊接课程要上多少周？", locale="zh-hans")

    assert answer.citations[0].title == "Welding"
    assert "forty" in answer.text
