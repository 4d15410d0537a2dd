"""Slips of the pen are put right by the words of a site, and other words are left alone."""

import pytest

from assistant.text import corrected, vocabulary, with_accents, without_slips

pytestmark = pytest.mark.unit

ENGLISH = vocabulary(
    [
        "Welding and metalwork certificates",
        "Vocational education and training for welders",
        "The directive on Sectoral Centres of Excellence, Bursa",
        "vocational schools, vocational teachers",
    ]
)
TURKISH = vocabulary(["Kaynakçılık ve metal işleri", "Mesleki eğitim merkezi", "IRMAK merkezi"])
CHINESE = vocabulary(["以行业卓越中心提升职业教育质量", "职业教育报告"])
THAI = vocabulary(["การอาชีวศึกษาและการฝึกอบรม", "ศูนย์ความเป็นเลิศ"])
KHMER = vocabulary(["ការអប់រំ និងបណ្តុះបណ្តាលបច្ចេកទេស និងវិជ្ជាជីវៈ"])
ARABIC = vocabulary(["التعليم والتدريب المهني", "مراكز التميز القطاعية"])
RUSSIAN = vocabulary(["Профессиональное образование и обучение"])
VIETNAMESE = vocabulary(["Giáo dục nghề nghiệp", "trường nghề"])
FRENCH = vocabulary(["Formation professionnelle", "L'enseignement technique"])
SPANISH = vocabulary(["Formación profesional y certificación"])
INDONESIAN = vocabulary(["Pelatihan kejuruan bagi guru"])


@pytest.mark.parametrize(
    ("known", "query", "meant"),
    [
        (ENGLISH, "weldng", "Welding"),
        (ENGLISH, "Vocatoinal eduction in Bursa", "vocational education in Bursa"),
        (TURKISH, "kaynakcilk", "Kaynakçılık"),
        (TURKISH, "mesleki eğtim", "mesleki eğitim"),
        (CHINESE, "职业教肓", "职业教育"),
        (THAI, "อาชีวสึกษา", "อาชีวศึกษา"),
        (KHMER, "បច្ចេកទេច", "បច្ចេកទេស"),
        (ARABIC, "التدرب المهني", "التدريب المهني"),
        (RUSSIAN, "професиональное образвание", "Профессиональное образование"),
        (VIETNAMESE, "nghềề nghiêpp", "nghề nghiệp"),
        (FRENCH, "formtion profesionnelle", "Formation professionnelle"),
        (SPANISH, "formasion profecional", "Formación profesional"),
        (INDONESIAN, "pelatian kejuruan", "Pelatihan kejuruan"),
    ],
)
def test_a_slip_is_put_right_in_each_of_the_eleven_languages(known, query, meant):
    assert corrected(query, [known]) == meant


@pytest.mark.parametrize(
    ("known", "query"),
    [
        (ENGLISH, "welding education"),
        (TURKISH, "KAYNAKCILIK ırmak"),
        (ENGLISH, "JET 2024 IT of"),
        (ENGLISH, "asdfgh xylophone"),
        (CHINESE, "职业教育"),
        (CHINESE, "披萨食谱"),
        (ENGLISH, "<script> ?!"),
        (ENGLISH, ""),
    ],
)
def test_what_is_right_or_quite_unknown_is_left_alone(known, query):
    assert corrected(query, [known]) is None


def test_a_word_that_another_language_has_is_no_slip():
    assert corrected("metal", [ENGLISH, TURKISH]) is None


def test_the_readers_language_wins_a_tie():
    one, other = vocabulary(["trainer"]), vocabulary(["trained"])
    assert corrected("trainex", [one, other]) == "trainer"
    assert corrected("trainex", [other, one]) == "trained"


def test_pieces_of_unparted_texts_begin_and_end_with_whole_letters():
    found = corrected("บณ្តុះបណ្តាល".replace("บ", "ប").replace("ាល", "ាន"), [KHMER])
    assert found in (None, "បណ្តុះបណ្តាល")


HARBOUR = vocabulary(
    ["The ferries of Rivermouth harbour leave every morning, an address is needed"]
)
LIMAN = vocabulary(["Limandaki gemiler sabah kalkıyor, güneşli günlerde öğrenci ücreti düşük"])
PUERTO = vocabulary(["El puerto empezó a crecer en días más cálidos con la asistencia del faro"])
GAVAN = vocabulary(["Паромы уходят из гавани утром"])
CANG = vocabulary(["Cảng biển có nhiều học viên và giáo viên"])


@pytest.mark.parametrize(
    ("known", "question", "meant"),
    [
        (HARBOUR, "adress of rivermoth harbuor", "address of Rivermouth harbour"),
        (HARBOUR, "when do the feries leave?", "when do the ferries leave?"),
        (LIMAN, "limandaki gmiler", "limandaki gemiler"),
        (PUERTO, "cuando empeso la asistensia", "cuando empezó la asistencia"),
        (GAVAN, "когда уходят парломы", "когда уходят Паромы"),
    ],
)
def test_a_question_is_answered_without_its_slips(known, question, meant):
    assert without_slips(question, known) == meant


@pytest.mark.parametrize(
    ("known", "question"),
    [
        # Other words, other forms of a word, and short ones.
        (HARBOUR, "Is there a harbourmaster, a merry dawning, a ferry, a leaf?"),
        (HARBOUR, "Where can ferried cars park in 2024, and at the HRBR?"),
        (LIMAN, "Limandan gemilere sabahları öğrenciler"),
        (PUERTO, "Los puertos empezaron, asistencias del faro"),
        (GAVAN, "паромов в гавань"),
    ],
)
def test_a_word_is_not_replaced_by_another_or_by_another_form(known, question):
    assert without_slips(question, known) == question


def test_a_question_without_any_accents_gets_them():
    assert with_accents("gunesli gunlerde ogrenci", LIMAN) == "güneşli günlerde öğrenci"
    assert with_accents("giao vien va hoc vien", CANG) == "giáo viên và học viên"
    assert with_accents("gunesli günlerde", LIMAN) == "gunesli günlerde"
    assert with_accents("empezo el puerto", PUERTO) == "empezo el puerto"
