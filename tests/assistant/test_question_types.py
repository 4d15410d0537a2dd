"""What a question asks for, and what is left of it to look for."""

from __future__ import annotations

import pytest

from assistant.text.question_types import (
    content_words,
    expected_types,
    has_question_word,
    types_in,
    without_question_words,
)
from assistant.text.synonyms import synonyms

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("When and where did it take place?", "en", {"time", "place"}),
        ("Quand et où a eu lieu l'atelier ?", "fr", {"time", "place"}),
        ("¿Cuándo y dónde se celebró?", "es", {"time", "place"}),
        ("متى وأين عُقدت الورشة؟", "ar", {"time", "place"}),
        ("研修班何时何地举行？", "zh-hans", {"time", "place"}),
        ("Когда и где состоялся семинар?", "ru", {"time", "place"}),
        ("Çalıştay ne zaman ve nerede yapıldı?", "tr", {"time", "place"}),
        ("จัดขึ้นเมื่อใดและที่ไหน", "th", {"time", "place"}),
        ("Hội thảo diễn ra khi nào và ở đâu?", "vi", {"time", "place"}),
        ("Kapan dan di mana lokakarya itu?", "id", {"time", "place"}),
        ("How many centres are there?", "en", {"number"}),
        ("Kaç merkez var?", "tr", {"number"}),
        ("Who is the donor?", "en", set()),
        ("When?", None, set()),
    ],
)
def test_a_question_tells_what_it_wants_in_its_language(question, language, expected):
    assert expected_types(question, language) == expected


@pytest.mark.parametrize(
    ("question", "language", "left", "gone"),
    [
        ("Which provinces are pilots?", "en", ["provinces", "pilots"], ["Which"]),
        ("Quels pays ont participé ?", "fr", ["pays", "participé"], ["Quels"]),
        ("哪些国家参加了研修班？", "zh-hans", ["国家", "研修班"], ["哪些"]),
        ("Hangi iller pilot?", "tr", ["iller", "pilot"], ["Hangi"]),
    ],
)
def test_question_words_are_no_subject(question, language, left, gone):
    text = without_question_words(question, language)
    assert all(word in text for word in left)
    assert not any(word in text for word in gone)


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("Hello, could you please tell me what DSL means?", "en", ("dsl",)),
        ("How many hours do I need for the course? Thanks!", "en", ("hours", "course")),
        ("Bonjour, je voudrais savoir combien coûte le permis", "fr", ("coute", "permis")),
        ("Quisiera saber qué significa cosecha", "es", ("cosecha",)),
        ("Ehliyet ne demek, söyler misiniz?", "tr", ("ehliyet",)),
        ("ehliyet icin kac saat gerekiyor", "tr", ("ehliyet", "saat")),
        ("Подскажите, пожалуйста, где находится склад?", "ru", ("находится", "склад")),
        ("من فضلك أخبرني متى تفتح المكتبة", "ar", ("تفتح", "المكتبه")),
        ("مَتَى تفتح المكتبة؟", "ar", ("تفتح", "المكتبه")),
        ("Cho tôi hỏi thư viện mở cửa lúc nào ạ?", "vi", ("thu", "vien", "mo", "cua")),
        ("cho toi hoi thu vien o dau", "vi", ("thu", "vien")),
        ("Tolong jelaskan apa itu magang", "id", ("magang",)),
        ("请问图书馆几点开门？谢谢", "zh-hans", ("图书馆", "开门")),
        ("อยากทราบว่าโรงอาหารอยู่ที่ไหนครับ", "th", ("ว่าโรงอาหาร",)),
        ("តើបណ្ណាល័យនៅឯណា?", "km", ("បណ្ណាល័យ",)),
        ("What is it?", "en", ()),
    ],
)
def test_a_question_keeps_the_words_that_name_its_subject(question, language, words):
    assert content_words(question, language) == words


def test_a_word_is_no_function_word_for_a_part_of_it():
    assert content_words("ចាប់ផ្តើម", "km") == ("ចាប់ផ្តើម",)
    assert content_words("cuál es la última cosecha", "es") == ("ultima", "cosecha")


def test_a_question_of_question_words_alone_is_kept_whole():
    assert without_question_words("What is it?", "en").strip()
    assert without_question_words("Where?", "en") == "Where?"


def test_words_that_begin_alike_are_not_taken_for_question_words():
    assert "whenever" in without_question_words("whenever courses start", "en")
    assert "ilçe" in without_question_words("hangi ilçe", "tr")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("from 18 to 24 August 2024", "en", {"time", "number"}),
        ("Ekim 2013'te atandı", "tr", {"time", "number"}),
        ("في أكتوبر 2013", "ar", {"time", "number"}),
        ("2013年10月", "zh-hans", {"time", "number"}),
        ("15 centres", "en", {"number"}),
        ("Venue: Main hall", "en", {"place"}),
        ("It was a success.", "en", set()),
    ],
)
def test_a_sentence_offers_dates_figures_and_places(text, language, expected):
    assert types_in(text, language) == expected


@pytest.mark.parametrize(
    ("question", "language", "term", "other"),
    [
        ("What is the tuition?", "en", "tuitio", ("price",)),
        ("Kursun fiyatı nedir?", "tr", "fiyati", ("ucreti",)),
        ("Quel est le prix ?", "fr", "prix", ("tarif",)),
        ("Học phí là bao nhiêu?", "vi", "phi", ("gia",)),
        ("学费多少", "zh-hans", "学费", ("价格",)),
    ],
)
def test_everyday_words_have_synonyms(question, language, term, other):
    assert other in synonyms(question, language)[term]


def test_other_words_have_no_synonyms():
    assert synonyms("Which harvester is rented?", "en") == {}


@pytest.mark.parametrize(
    ("text", "language", "asks"),
    [
        ("in which town", "en", True),
        ("the teachers of the centre", "en", False),
        ("kime sorabilirim", "tr", True),
        ("öğretmenler", "tr", False),
        ("来了多少人", "zh-hans", True),
    ],
)
def test_a_question_word_is_found_anywhere(text, language, asks):
    assert has_question_word(text, language) is asks
