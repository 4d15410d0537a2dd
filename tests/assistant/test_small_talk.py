"""Small talk gets a short reply in every language; no question is ever taken for it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answering.small_talk import recognise, without_greeting
from assistant.models import Turn
from assistant.text.available_languages import site_languages
from tests.assistant.content import PAGES, ask, publish, translate, work

pytestmark = pytest.mark.site

#: What is said in each language: greeting, thanks, farewell, how are you, an insult, who are you,
#: what can you do, are you human, who made you, which languages.
SAID = {
    "en": (
        "Hi there!", "thank you so much 🙏", "Goodbye.", "How are you today?", "You're useless!",
        "Who are you?", "What can you do for me?", "Are you a robot?", "Who created you?",
        "Which languages do you speak?",
    ),
    "fr": (
        "Bonjour !", "Merci beaucoup", "au revoir", "Comment ça va ?", "Tu es nul",
        "Qui êtes-vous ?", "Que peux-tu faire ?", "Es-tu un robot ?", "Qui t’a créé ?",
        "Quelles langues parlez-vous ?",
    ),
    "es": (
        "¡Hola!", "Muchas gracias", "Hasta luego", "¿Cómo estás?", "Eres inútil",
        "¿Quién eres?", "¿Qué puedes hacer?", "¿Eres un robot?", "¿Quién te creó?",
        "¿Qué idiomas hablas?",
    ),
    "ar": (
        "السلام عليكم", "شكرًا جزيلاً", "مع السلامة", "كيف حالك؟", "أنت غبي",
        "من أنت؟", "ماذا يمكنك أن تفعل؟", "هل أنت روبوت؟", "من صنعك؟",
        "ما هي اللغات التي تتحدثها؟",
    ),
    "zh-hans": (
        "你好！", "谢谢你", "再见", "你好吗？", "你真蠢", "你是谁？", "你能做什么？",
        "你是机器人吗？", "谁开发了你？", "你会说哪些语言？",
    ),
    "ru": (
        "Здравствуйте!", "Большое спасибо", "До свидания", "Как дела?", "Ты дурак",
        "Кто ты?", "Что ты умеешь?", "Ты робот?", "Кто тебя создал?",
        "На каких языках ты говоришь?",
    ),
    "tr": (
        "MERHABA", "Çok teşekkür ederim", "Görüşürüz", "Nasılsınız?", "Aptalsın",
        "Sen kimsin?", "Neler yapabilirsin?", "Robot musun?", "Seni kim yaptı?",
        "Hangi dilleri konuşuyorsun?",
    ),
    "th": (
        "สวัสดีค่ะ", "ขอบคุณมากครับ", "ลาก่อน", "สบายดีไหมคะ", "คุณโง่มาก", "คุณเป็นใคร",
        "คุณทำอะไรได้บ้าง", "คุณเป็นหุ่นยนต์หรือเปล่า", "ใครสร้างคุณ", "คุณพูดภาษาอะไรได้บ้าง",
    ),
    "vi": (
        "Xin chào bạn", "Cảm ơn bạn nhiều", "Tạm biệt", "Bạn khỏe không?", "Bạn thật vô dụng",
        "Bạn là ai?", "Bạn có thể làm gì?", "Bạn có phải là robot không?", "Ai tạo ra bạn?",
        "Bạn nói được những ngôn ngữ nào?",
    ),
    "id": (
        "Selamat pagi", "Terima kasih banyak", "Sampai jumpa", "Apa kabar?", "Kamu bodoh",
        "Siapa kamu?", "Apa yang bisa kamu lakukan?", "Apakah kamu robot?",
        "Siapa yang membuatmu?", "Bahasa apa saja yang kamu kuasai?",
    ),
    "km": (
        "សួស្តី!", "អរគុណច្រើន", "លាហើយ", "តើអ្នកសុខសប្បាយទេ?", "អ្នកល្ងង់ណាស់", "តើអ្នកជានរណា?",
        "តើអ្នកអាចធ្វើអ្វីបានខ្លះ?", "តើអ្នកជារ៉ូបូតមែនទេ?", "តើនរណាបង្កើតអ្នក?",
        "តើអ្នកចេះភាសាអ្វីខ្លះ?",
    ),
}  # fmt: skip
KINDS = (
    "greeting", "thanks", "farewell", "wellbeing", "insult", "identity", "ability", "human",
    "maker", "languages",
)  # fmt: skip
#: What only looks like small talk.
SEARCHED = [
    "thank you programme",
    "Who are you going to train?",
    "Who are you funded by and since when?",
    "Hi-Tech centre",
    "Good morning Vietnam",
    "Hello World course",
    "Are you a robot welder?",
    "How are you teaching welding?",
    "What can you do after the course?",
    "What languages do you speak at the forum?",
    "Help for small farmers",
    "Welcome week 2026",
    "languages",
    "JET",
    "Merci Hospital",
    "Qui êtes-vous censés former ?",
    "Bonjour Madagascar, un projet",
    "Gracias a Dios, departamento",
    "¿Quién eres capaz de formar?",
    "من أنت قادر على تدريبه؟",
    "شكرا لمشروع التدريب",
    "你好世界课程",
    "谢谢计划是什么时候开始的",
    "谁开发了你们的课程",
    "Кто ты по профессии после курса?",
    "Merhaba projesi",
    "Teşekkür belgesi nasıl alınır",
    "โครงการขอบคุณครู",
    "คุณเป็นใครในโครงการนี้",
    "Cảm ơn thầy cô là chương trình gì?",
    "Terima kasih guru, program apa?",
    "Siapa kamu latih?",
    "កម្មវិធីអរគុណគ្រូ",
]
#: Greetings before a question, and the question.
GREETED = [
    ("Hello, when was JET appointed?", "when was JET appointed?"),
    ("Hi! Thanks. How long does the course take?", "How long does the course take?"),
    ("hello when does it start", "when does it start"),
    ("Thanks. Great schools in Arusha?", "Great schools in Arusha?"),
    ("Excuse me, which centres are in Izmir?", "which centres are in Izmir?"),
    ("Bonjour, où est le centre ?", "où est le centre ?"),
    ("¡Hola! ¿Cuándo empieza el curso?", "¿Cuándo empieza el curso?"),
    ("السلام عليكم، متى تبدأ الدورة؟", "متى تبدأ الدورة؟"),
    ("你好！课程多久？", "课程多久？"),
    ("你好请问课程多久", "课程多久"),
    ("Здравствуйте! Когда начинается курс?", "Когда начинается курс?"),
    ("Merhaba! Kurs ne kadar sürer?", "Kurs ne kadar sürer?"),
    ("สวัสดีครับ หลักสูตรใช้เวลานานเท่าไร", "หลักสูตรใช้เวลานานเท่าไร"),
    ("Xin chào, khóa học kéo dài bao lâu?", "khóa học kéo dài bao lâu?"),
    ("Halo, berapa lama kursusnya?", "berapa lama kursusnya?"),
    ("សួស្តីបាទ! តើវគ្គសិក្សាមានរយៈពេលប៉ុន្មាន?", "តើវគ្គសិក្សាមានរយៈពេលប៉ុន្មាន?"),
]


@pytest.mark.parametrize(
    ("message", "language", "kind"),
    [
        (message, language, kind)
        for language, messages in SAID.items()
        for kind, message in zip(KINDS, messages, strict=True)
    ],
)
def test_small_talk_is_known_in_every_language(message, language, kind):
    said = recognise(message, [language])
    assert said is not None
    assert (said.kind, said.language) == (kind, language.split("-")[0])


def test_every_language_of_the_site_has_its_phrases():
    assert set(SAID) == set(site_languages())


@pytest.mark.parametrize(
    ("message", "language"),
    [("merci", "fr"), ("hola", "es"), ("gracias", "es"), ("spasibo", None), ("obrigado", None)],
)
def test_a_short_message_is_known_by_its_phrase(message, language):
    said = recognise(message)
    assert (said and said.language) == language


@pytest.mark.parametrize("message", SEARCHED)
def test_what_only_looks_like_small_talk_is_searched_as_it_is(message):
    assert recognise(message) is None
    assert without_greeting(message) == message


@pytest.mark.parametrize(("message", "question"), GREETED)
def test_a_greeting_is_taken_off_a_question(message, question):
    assert recognise(message) is None
    assert without_greeting(message) == question


# --- as answers


def test_a_reply_is_short_has_no_sources_and_offers_what_is_public(home: Any) -> None:
    publish(home, "Boat [1] builders", "They repair dhows.")
    private = publish(home, "Secret staff page", "Nobody reads this.")
    private.unpublish()

    answer = ask("Hello!", None)

    assert (answer.status, answer.locale, answer.citations) == ("answered", "en", ())
    assert "- Boat \\[1\\] builders" in answer.text
    assert "Secret" not in answer.text
    assert Turn.objects.get().searched == ""


def test_the_reply_is_in_the_language_of_the_words_unless_one_was_chosen(home: Any) -> None:
    assert ask("merci", None).locale == "fr"
    assert ask("merci", "auto").locale == "fr"
    assert ask("merci", "tr").locale == "tr"


def test_topics_are_in_the_readers_language(home: Any) -> None:
    page = publish(home, "Boat builders", "They repair dhows.")
    translate(page, "tr", {"Boat builders": "Tekne ustaları"})
    assert "- Tekne ustaları" in ask("Merhaba", None).text


def test_thanks_are_no_question_to_follow_up_on(home: Any) -> None:
    publish(home, "Boat builders", PAGES["Boat builders"])
    work()
    first = ask("Who repairs dhows in Lamu?")
    ask("Thanks!", conversation=first.conversation)
    ask("And where is it?", conversation=first.conversation)
    last = Turn.objects.order_by("-created_at").first()
    assert last is not None
    assert last.searched == "Who repairs dhows in Lamu? And where is it?"


def test_a_greeted_question_is_searched_without_the_greeting(home: Any) -> None:
    ask("Hi! Thanks. Who repairs dhows in Lamu?")
    assert Turn.objects.get().searched == "Who repairs dhows in Lamu?"
