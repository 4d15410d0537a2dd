"""What a question asks for by name, and whether a text has it. In eleven languages."""

from __future__ import annotations

import pytest

from assistant.answering.answerability import is_answerable
from assistant.retrieval.pipeline import retrieve
from assistant.text.typed_values import expected_value_types, value_types_in
from tests.assistant.content import publish, work

pytestmark = pytest.mark.site

MONEY, TELEPHONE, EMAIL = "money", "telephone", "email"


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("How much does the welding course cost?", "en", {MONEY}),
        ("What does a meal in the canteen cost?", "en", {MONEY}),
        ("What is the fee?", "en", {MONEY}),
        ("How many euros did the project get?", "en", {MONEY}),
        ("Combien coûte un repas à la cantine ?", "fr", {MONEY}),
        ("¿Cuánto cuesta al año el curso?", "es", {MONEY}),
        ("كم يورو بلغت الميزانية؟", "ar", {MONEY}),
        ("焊接课程一年多少钱？", "zh-hans", {MONEY}),
        ("Сколько стоит курс сварки?", "ru", {MONEY}),
        ("Kaynak kursunun ücreti ne kadar?", "tr", {MONEY}),
        ("หลักสูตรนี้ราคาเท่าไหร่", "th", {MONEY}),
        ("Khóa học này giá bao nhiêu?", "vi", {MONEY}),
        ("Berapa biaya kursus las?", "id", {MONEY}),
        ("វគ្គសិក្សានេះមានតម្លៃប៉ុន្មាន?", "km", {MONEY}),
        ("What is the telephone number of the school?", "en", {TELEPHONE}),
        ("Quel est le numéro de téléphone du centre ?", "fr", {TELEPHONE}),
        ("ما رقم الهاتف؟", "ar", {TELEPHONE}),
        ("学校的电话号码是多少？", "zh-hans", {TELEPHONE}),
        ("Okulun telefon numarası nedir?", "tr", {TELEPHONE}),
        ("What is the e-mail address of the office?", "en", {EMAIL}),
        ("Quelle est l'adresse e-mail du bureau ?", "fr", {EMAIL}),
        ("邮箱地址是什么？", "zh-hans", {EMAIL}),
        # Near to it, and something else.
        ("How many students pay by the month?", "en", set()),
        ("How is the fee paid?", "en", set()),
        ("May I use my telephone in the workshop?", "en", set()),
        ("Can I apply by e-mail?", "en", set()),
        ("Combien d'élèves y a-t-il ?", "fr", set()),
        ("Kaç paragraf yazmalıyım?", "tr", set()),
        ("كم عدد المراكز؟", "ar", set()),
        ("有多少名代表参加？", "zh-hans", set()),
        ("Anything at all", None, set()),
    ],
)
def test_a_question_asks_for_it_by_name(question, language, expected) -> None:
    assert expected_value_types(question, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The course costs 320 sample dinars a year.", "en", {MONEY}),
        ("A grant of €45 for each month.", "en", {MONEY}),
        ("It is free of charge.", "en", {MONEY}),
        ("Budget line: 21,350", "en", {MONEY}),
        ("Le repas coûte 3 dinars.", "fr", {MONEY}),
        ("La formation est gratuite.", "fr", {MONEY}),
        ("الدورة مجانية للجميع.", "ar", {MONEY}),
        ("学费每年320元。", "zh-hans", {MONEY}),
        ("Kurs ücretsizdir.", "tr", {MONEY}),
        ("Телефон: +7 495 123-45-67", "ru", {TELEPHONE}),
        ("Call (0312) 296 94 00.", "en", {TELEPHONE}),
        ("Write to office@valley.example.", "en", {EMAIL}),
        ("The course lasts 12 weeks, on Tuesdays and Thursdays.", "en", set()),
        ("The project ran from 2021-2024 and ended on 24.08.2024.", "en", set()),
        ("It was held on 2024-08-24.", "en", set()),
        ("The costs are not known yet.", "en", set()),
        ("The plan says what the centre will cost in 2027.", "en", set()),
        ("In 2027 the centre will cost 2000.", "en", set()),
        ("In 2027 it will cost 2000 euros.", "en", {MONEY}),
        ("In 2027 it will cost 4100.", "en", {MONEY}),
    ],
)
def test_a_text_has_it(text, language, expected) -> None:
    assert value_types_in(text, language) == expected


def test_a_question_for_a_sum_is_not_answered_by_what_is_near_and_has_none(home) -> None:
    publish(home, "Welding course", "The welding course lasts 14 weeks. It begins in September.")
    work()
    asked = "How much does the welding course cost?"
    assert is_answerable(retrieve("How long does the welding course last?", "en"))
    assert not is_answerable(retrieve(asked, "en"))

    publish(home, "Fees", "The welding course costs 320 shillings. It is paid in September.")
    work()
    assert is_answerable(retrieve(asked, "en"))
