import pytest

from cms.search.spelling import corrected, vocabulary

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
