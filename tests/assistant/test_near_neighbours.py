"""No curated answer is given to a question about something else that is asked in like words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.models import Locale

from assistant.curated.matching import expect_answers
from assistant.models import CuratedAnswer
from tests.assistant.content import ask, publish, work

pytestmark = pytest.mark.site

#: Curated answers: each with its questions, by language.
CURATED = [
    {
        "en": "May visitors use the library of the Fernhill college?",
        "fr": "Les visiteurs peuvent-ils utiliser la bibliothèque du collège de Fernhill ?",
    },
    {"en": "How do I report a lost key?", "tr": "Kayıp bir anahtarı nasıl bildiririm?"},
    {"zh-hans": "网站上的价格是最新的吗？", "ar": "هل الأسعار في هذا الموقع حديثة؟"},
    {"es": "¿Puedo traer a mi perro a la clase?"},
]
#: Questions about something else, by language.
NEIGHBOURS = {
    "en": [
        "Is there a chapel at the Fernhill college?",
        "Is there free parking at the Fernhill college?",
        "May visitors use the sauna of the Fernhill college?",
        "May visitors use the library of the Oakdale college?",
        "May visitors sleep at the Fernhill college?",
        "Who runs the library of the Fernhill college?",
        "Which tram goes to the Fernhill library?",
        "Where is the Fernhill college?",
        "How do I report a broken window?",
        "How do I report a theft?",
        "Are the teachers on this site famous?",
        "May I bring my lunch to the class?",
    ],
    "fr": [
        "Y a-t-il une chapelle au collège de Fernhill ?",
        "Y a-t-il un parking gratuit au collège de Fernhill ?",
        "Les visiteurs peuvent-ils utiliser le sauna du collège de Fernhill ?",
        "Comment aller au collège de Fernhill ?",
        "Qui dirige la bibliothèque du collège de Fernhill ?",
        "Puis-je apporter mon déjeuner en classe ?",
    ],
    "es": [
        "¿Hay una capilla en el colegio Fernhill?",
        "¿Hay aparcamiento gratis en el colegio Fernhill?",
        "¿Pueden los visitantes usar la sauna del colegio Fernhill?",
        "¿Puedo traer a mi hermana a la clase?",
        "¿Cómo informo de un robo?",
    ],
    "tr": [
        "Fernhill kolejinde mescit var mı?",
        "Ziyaretçiler Fernhill kolejinin saunasını kullanabilir mi?",
        "Kırık bir camı nasıl bildiririm?",
        "Bu sitedeki fotoğraflar güzel mi?",
    ],
    "ru": [
        "Есть ли часовня в колледже Fernhill?",
        "Могут ли посетители пользоваться сауной колледжа Fernhill?",
        "Как сообщить о краже?",
    ],
    "ar": [
        "هل يوجد مصلى في كلية Fernhill؟",
        "هل الصور في هذا الموقع جميلة؟",
        "هل يمكن للزوار استخدام الساونا في كلية Fernhill؟",
    ],
    "zh-hans": [
        "Fernhill学院有教堂吗？",
        "访客可以使用Fernhill学院的桑拿房吗？",
        "网站上的照片是免费的吗？",
        "如何报告盗窃？",
    ],
    "id": [
        "Apakah ada kapel di kolese Fernhill?",
        "Bolehkah pengunjung memakai sauna kolese Fernhill?",
    ],
    "vi": ["Trường Fernhill có nhà nguyện không?", "Tôi có thể mang bữa trưa đến lớp không?"],
    "th": ["วิทยาลัย Fernhill มีโบสถ์ไหม", "ฉันพาน้องสาวมาเรียนได้ไหม"],
    "km": ["តើមហាវិទ្យាល័យ Fernhill មានព្រះវិហារទេ?"],
}
#: Other wordings of the questions of curated answers.
REWORDED = [
    "Can visitors use the Fernhill library?",
    "Are visitors allowed to use the library of Fernhill college?",
    "Can a visitor use the Fernhill college library, please?",
    "Hello, how can I report a lost key?",
    "I lost a key, how do I report it?",
    "Un visiteur peut-il utiliser la bibliothèque du collège de Fernhill ?",
    "Kayıp anahtarı nasıl bildirebilirim?",
    "¿Puedo llevar mi perro a clase?",
    "¿Pueden los visitantes usar la biblioteca del colegio Fernhill?",
    "Могут ли посетители пользоваться библиотекой колледжа Fernhill?",
    "Bolehkah pengunjung menggunakan perpustakaan kolese Fernhill?",
    "网站价格是最新的吗？",
]


@pytest.fixture
def curated(home: Any) -> None:
    """The curated answers, on a site with one page."""
    publish(home, "Fernhill college", "The college has a library, a hall and two workshops.")
    for wordings in CURATED:
        key = None
        for code, question in wordings.items():
            locale, _ = Locale.objects.get_or_create(language_code=code)
            answer = CuratedAnswer(question=question, answer="<p>Yes.</p>", locale=locale)
            if key is not None:
                answer.translation_key = key
            key = answer.translation_key
            answer.save()
            answer.save_revision().publish()
    work()
    expect_answers()


@pytest.fixture(autouse=True)
def look_again() -> Iterator[None]:
    """What this module's tests found is not taken for what other tests have."""
    yield
    expect_answers()


def given(questions: list[str]) -> list[str]:
    """The questions that a curated answer is given to."""
    return [question for question in questions if ask(question).status == "curated"]


def test_a_near_neighbour_never_gets_a_curated_answer(curated):
    assert [each for asked in NEIGHBOURS.values() for each in given(asked)] == []


def test_most_other_wordings_of_the_question_get_it(curated):
    found = given(REWORDED)
    assert len(found) >= 9, sorted(set(REWORDED) - set(found))
