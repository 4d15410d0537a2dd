"""What a question asks for must stand in what is quoted: a number, a date, a name."""

from __future__ import annotations

import pytest

from assistant.text.answer_types import Quote, can_answer
from tests.assistant.content import ask, publish, work

pytestmark = pytest.mark.site


def answers(question: str, language: str, *texts: str, of: str = "") -> bool:
    quotes = [Quote(text, of or language, text) for text in texts]
    return can_answer(question, language, quotes)


@pytest.mark.parametrize(
    ("question", "language", "good", "bad"),
    [
        ("How many places are there?", "en", "There are 24 places.", "Places are few."),
        ("How many places are there?", "en", "Twelve can take part.", "Nobody counts them."),
        ("How many places were there in 2026?", "en", "In 2026 it had 24.", "It began in 2026."),
        ("How many papers are there?", "en", "We have 30.", "Published in 2024 as CC BY 4.0."),
        ("How many papers are there?", "en", "We have 30.", "Apply from 1 March to 31 May 2027."),
        ("How many papers are there?", "en", "30 in May 2027.", "For the school year 2027/28."),
        ("有多少个名额？", "zh-hans", "共有24个名额。", "2027年5月3日开始。"),
        ("Combien de places y a-t-il ?", "fr", "Il y en a 20.", "Du 1er mars au 31 mai 2027."),
        ("Who is the head of the centre?", "en", "It is led by Ada Obi.", "It is led by UNEVOC."),
        ("How much does it cost?", "en", "It costs 20 euros.", "It takes 20 weeks."),
        ("What day is the library open?", "en", "On Mondays.", "Whenever somebody is there."),
        ("In which year was it built?", "en", "It was built in 1988.", "It has 60 rooms."),
        ("On what date is the open day in 2027?", "en", "On 12 June 2027.", "In 2027, for 60."),
        ("Who is the head of the centre?", "en", "The head is Ada Obi.", "The head leads it."),
        ("Hangi tarihte açılacak?", "tr", "12 Mayıs'ta açılacak.", "60 kişiyle açılacak."),
        ("Kaç yer var?", "tr", "24 yer var.", "Yer var."),
        ("Merkez müdürü kimdir?", "tr", "Müdür, Ada Obi'dir.", "Müdür her yıl seçilir."),
        ("Combien de places y a-t-il ?", "fr", "Il y a vingt places.", "Il y a des places."),
        ("¿Quién es la directora?", "es", "La directora es Ada Obi.", "La directora manda."),
        ("كم عدد الأماكن؟", "ar", "هناك ٢٤ مكانًا.", "الأماكن قليلة."),
        ("有多少个名额？", "zh-hans", "共有24个名额。", "名额不多。"),
        ("Сколько мест?", "ru", "Есть 24 места.", "Мест мало."),
        ("มีกี่ที่นั่ง", "th", "มี 24 ที่นั่ง", "มีที่นั่งน้อย"),
        ("Có bao nhiêu chỗ?", "vi", "Có 24 chỗ.", "Có ít chỗ."),
        ("Khóa học kéo dài bao nhiêu tuần?", "vi", "40 tuần.", "Mỗi trang nêu thời gian."),
        ("Ada berapa tempat?", "id", "Ada 24 tempat.", "Tempatnya sedikit."),
        ("មានកន្លែងប៉ុន្មាន?", "km", "មាន ២៤ កន្លែង។", "មានកន្លែងតិច។"),
    ],
)
def test_a_quote_has_what_is_asked_for(question, language, good, bad) -> None:
    assert answers(question, language, good)
    assert not answers(question, language, bad)
    assert answers(question, language, bad, good)


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("What does the centre teach?", "en", "Trades."),
        ("Who gets more time?", "en", "Learners with a disability get more time."),
        ("What happens when somebody is ill?", "en", "Somebody else takes over."),
        ("When do they harvest?", "en", "At night."),
        ("L'atelier qui ferme, pourquoi ferme-t-il ?", "fr", "Faute de place."),
        ("หลักสูตรนี้เกี่ยวกับอะไร", "th", "การเชื่อม"),
    ],
)
def test_other_questions_ask_for_no_kind(question, language, text) -> None:
    assert answers(question, language, text)


def test_a_name_that_cannot_be_told_is_taken_to_be_there() -> None:
    assert answers("Who is the head of the centre?", "en", "المديرة هي سلمى.", of="ar")
    assert answers("校长是谁？", "zh-hans", "校长是王女士。")


def test_what_names_nothing_of_what_the_question_names_is_no_answer() -> None:
    question = "Who runs the trade school of Delta?"
    assert not answers(question, "en", "The course was made for heads of schools in South Asia.")
    assert answers(question, "en", "The school of Delta is run by Ada Obi.")
    # Turkish tells by the apostrophe that a first word is a name.
    assert not answers("Delta'daki okulda kaç öğretmen var?", "tr", "30 öğretmen var.")
    assert answers("Delta'daki okulda kaç öğretmen var?", "tr", "Delta Okulu'nda 30 öğretmen var.")
    assert answers("Okulda kaç öğretmen var?", "tr", "30 öğretmen var.")
    # Elsewhere the name may be written in another way.
    assert answers(question, "en", "يديرها شخص من آسيا.", of="ar")
    assert answers(question, "en", "La dirige Ada Obi.", of="es")


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("How often can I try again?", "en", "The test can be taken 3 times."),
        ("How often may we go, I'm asking?", "en", "The test can be taken 3 times."),
        ("Сколько мест на Вашем курсе?", "ru", "Есть 24 места."),
        ("How many members has the EU?", "en", "The European Union has 27 members."),
        ("Wie viele Plätze hat der Kurs?", "de", "Es sind 24."),
    ],
)
def test_a_capital_alone_names_nothing(question, language, text) -> None:
    assert answers(question, language, text)


def test_a_date_of_one_page_is_no_answer_about_what_another_names() -> None:
    about_one = Quote("It was appointed in 2013.", "en", "Ferry School\nIt was appointed in 2013.")
    about_other = Quote("Kestria sets up centres.", "en", "Centres\nKestria sets up centres.")
    question = "When was the Ferry School appointed as a centre in Kestria?"
    assert not can_answer(question, "en", [about_one, about_other])
    both = about_one._replace(passage_text="Ferry School, Kestria\nIt was appointed in 2013.")
    assert can_answer(question, "en", [both, about_other])
    assert can_answer(question, "en", [about_one])


def test_without_it_there_is_no_answer_but_the_page_is_offered(library, db) -> None:
    text = "Basket weavers meet by the river. Everybody who likes baskets is welcome there."
    publish(library, "Basket weavers", f"{text} They bring their own willow and share a meal.")
    work()
    answer = ask("Where do the basket weavers meet?")
    assert answer.status == "answered"
    answer = ask("How many basket weavers meet by the river?")
    assert answer.status == "nearest"
    assert answer.citations[0].title == "Basket weavers"
