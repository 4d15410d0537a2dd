"""The site's languages: told from a text, found for a reader, refused with a sentence."""

import pytest
from django.conf import settings

from assistant.answering.follow_ups import is_follow_up
from assistant.exceptions import UnsupportedLocale
from assistant.text.available_languages import (
    certain_language,
    default_language,
    detect_language,
    is_missing_language,
    language_name,
    resolve_language,
    site_languages,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Which provinces are pilots of the programme?", "en"),
        ("Quelles provinces sont pilotes du programme ?", "fr"),
        ("¿Qué provincias son piloto del programa de formación?", "es"),
        ("Programın pilot illeri hangileridir?", "tr"),
        ("ما هي المحافظات التجريبية للبرنامج؟", "ar"),
        ("项目的试点省份有哪些？", "zh-hans"),
        ("Какие провинции участвуют в программе?", "ru"),
        ("จังหวัดนำร่องของโครงการคือจังหวัดใด", "th"),
        ("Những tỉnh nào là tỉnh thí điểm của chương trình?", "vi"),
        ("Provinsi mana saja yang menjadi percontohan program ini?", "id"),
        ("តើខេត្តណាខ្លះជាខេត្តសាកល្បង?", "km"),
    ],
)
def test_the_language_of_a_question_is_told(text, language):
    assert detect_language(text) == language
    assert resolve_language(None, text) == language
    assert resolve_language("auto", text) == language


def test_a_thai_question_that_names_an_english_programme_is_thai():
    assert detect_language("โครงการ IQVET III เริ่มเมื่อไร") == "th"


@pytest.mark.parametrize("text", ["", "2013", "?!", "JE"])
def test_what_has_no_language_is_left_to_the_default(text):
    assert detect_language(text) is None
    assert resolve_language(None, text) == default_language() == "en"


def test_a_language_that_the_site_has_not_is_not_made_up():
    assert detect_language("これは何ですか") is None
    assert detect_language("이것은 무엇입니까") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Programın pilot illeri hangileridir?", "tr"),
        ("项目的试点省份有哪些？", "zh-hans"),
        ("มีหลักสูตรอะไรบ้าง", "th"),
        ("IQVET III nerede?", None),
        ("pilot iller", None),
        ("Wo finde ich die Adresse des Zentrums?", None),
    ],
)
def test_a_language_is_certain_by_its_script_or_by_three_words(text, language):
    assert certain_language(text) == language


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Wo finde ich die Adresse des Zentrums?", True),
        ("Quando inizia il corso di saldatura?", True),
        ("これは何ですか", True),
        ("이것은 무엇입니까", True),
        ("Скільки коштує курс зварювання?", True),
        ("Adresse", False),
        ("What are malum prohibitum considerations?", False),
        ("Programin pilot illeri hangileridir?", False),
        ("cuando empezo la asistencia tecnica", False),
        ("Ở đâu có khóa học này?", False),
    ],
)
def test_a_language_that_the_site_has_not_is_told(text, missing):
    assert is_missing_language(text) is missing


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("tr", "tr"),
        ("TR", "tr"),
        ("fr-CA", "fr"),
        ("fr_CA", "fr"),
        ("en-GB", "en"),
        ("zh-CN", "zh-hans"),
        ("zh-Hans", "zh-hans"),
        ("zh-hans-cn", "zh-hans"),
        ("zh", "zh-hans"),
        ("ar-EG", "ar"),
    ],
)
def test_regional_variants_find_their_language(wanted, language):
    assert resolve_language(wanted, "anything") == language


@pytest.mark.parametrize("wanted", ["de", "xx", "", "tr!", "türk", "a" * 300, "../en", "en\x00"])
def test_an_unknown_language_is_refused_with_those_there_are(wanted):
    with pytest.raises(UnsupportedLocale, match=r"Choose one of: en, fr,"):
        resolve_language(wanted, "anything")


def test_the_languages_are_those_of_the_settings_in_their_order():
    assert site_languages()[:4] == ["en", "fr", "es", "ar"]
    assert site_languages() == [code for code, _name in settings.LANGUAGES]


def test_a_language_has_a_name_in_the_readers_language():
    from django.utils import translation

    with translation.override("fr"):
        assert language_name("tr").lower() == "turc"
    with translation.override("en"):
        assert language_name("km") == "ភាសាខ្មែរ" or "hmer" in language_name("km")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("And where does it meet?", "en"),
        ("What about the fees?", "en"),
        ("When was it founded?", "en"),
        ("Who teaches there?", "en"),
        ("Où se trouve-t-il ?", "fr"),
        ("أين هي؟", "ar"),
        ("Et où est-il ?", "fr"),
        ("Quand ont-elles commencé ?", "fr"),
        ("¿Y dónde está?", "es"),
        ("¿Cuándo empezó eso?", "es"),
        ("Peki ne zaman başladı?", "tr"),
        ("Onun amacı nedir?", "tr"),
        ("А когда?", "ru"),
        ("Где он находится?", "ru"),
        ("وأين يقع؟", "ar"),
        ("متى بدأ ذلك؟", "ar"),
        ("那什么时候开始？", "zh-hans"),
        ("它在哪里？", "zh-hans"),
        ("แล้วเริ่มเมื่อไร", "th"),
        ("มันอยู่ที่ไหน", "th"),
        ("Còn học phí thì sao?", "vi"),
        ("Nó ở đâu?", "vi"),
        ("Lalu kapan mulai?", "id"),
        ("Di mana itu?", "id"),
        ("ចុះនៅឯណា?", "km"),
        ("តើវានៅឯណា?", "km"),
    ],
)
def test_a_question_that_continues_another_is_recognised(question, language):
    assert is_follow_up(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which provinces are pilots of the programme?", "en"),
        ("How many centres are there in Türkiye?", "en"),
        ("Is there a course for welders?", "en"),
        ("Combien y a-t-il de centres ?", "fr"),
        ("Apa itu TVET?", "id"),
        ("من هم المدربون؟", "ar"),
        ("When was JET appointed a UNEVOC Centre?", "en"),
        ("Quelles provinces sont pilotes du programme ?", "fr"),
        ("¿Qué provincias son piloto?", "es"),
        ("Programın pilot illeri hangileridir?", "tr"),
        ("Какие провинции участвуют в программе?", "ru"),
        ("ما هي محافظات البرنامج؟", "ar"),
        ("试点省份有哪些？", "zh-hans"),
        ("จังหวัดนำร่องคือจังหวัดใด", "th"),
        ("Những tỉnh nào là tỉnh thí điểm?", "vi"),
        ("Provinsi mana saja yang menjadi percontohan?", "id"),
        ("តើខេត្តណាខ្លះជាខេត្តសាកល្បង?", "km"),
        ("Was ist das?", "de"),
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question, language):
    assert not is_follow_up(question, language)
