"""What has to come back in a translation, text by text."""

import pytest

from cms.machine_translation.consistency import Term, is_translatable, problems, uses

pytestmark = pytest.mark.site


def codes(source, translated, terms=()):
    return [problem.code for problem in problems(source, translated, terms)]


@pytest.mark.parametrize(
    ("source", "translated"),
    [
        ("Purpose", "Amaç"),
        ("It has 1,200 pupils in 2024.", "2024 yılında 1.200 öğrencisi var."),
        ("It has 1,200 pupils.", "Elle compte 1\u202f200 élèves."),
        ("Opened in October 2013.", "2013年10月开放。"),
        ("12 schools", "۱۲ مدرسه"),
        ("12 schools", "โรงเรียน ๑๒ แห่ง"),
        ('See <a id="a1">the plan</a> and <b>more</b>', '<b>Daha</b>: <a id="a1">plan</a>'),
        ("Hello {name}, %(count)s new", "%(count)s yeni, merhaba {name}"),
        ("Write to a.b@example.org.", "a.b@example.org adresine yazın."),
        ("See https://example.org/a?b=1.", "Bakınız: https://example.org/a?b=1"),
        ("Half: 50%", "%50 yarısı"),
        ("R&amp;D", "Ar-Ge"),
        ("UNESCO", "UNESCO"),
        ("Ministry of National Education", "Millî Eğitim Bakanlığı"),
    ],
)
def test_a_faithful_translation_is_kept(source, translated):
    assert codes(source, translated) == []


@pytest.mark.parametrize(
    ("source", "translated", "code"),
    [
        ("Purpose", "", "empty"),
        ("Purpose", " — ", "empty"),
        ("It has 1,200 pupils.", "Çok öğrencisi var.", "numbers"),
        ("It has 1,200 pupils.", "1.020 öğrencisi var.", "numbers"),
        ("It has 12 of 12 tools.", "12 aleti var.", "numbers"),
        ('See <a id="a1">the plan</a>', "Plana bakın", "links"),
        ('See <a id="a1">the plan</a>', '<a id="a2">Plana</a> bakın', "links"),
        ('See <a id="a1">the plan</a>', 'Plana bakın <a id="a1"></a>', "links"),
        ('See <a id="a1">the plan</a>', '<a id="a1">Plana</a> <a id="a1">bakın</a>', "links"),
        ("A <b>bold</b> word", "Koyu bir kelime", "tags"),
        ("A bold word", "<b>Koyu</b> bir kelime", "tags"),
        ("One<br/>two", "Bir iki", "tags"),
        ("Hello {name}", "Merhaba {isim}", "placeholders"),
        ("%(count)s new", "yeni", "placeholders"),
        ("Write to a.b@example.org", "a.b@ornek.org adresine yazın", "placeholders"),
        ("See https://example.org/a here", "Bakınız: https://example.org/b", "placeholders"),
        ("Purpose", "<script>alert(1)</script>Amaç", "bad_html"),
        ("Purpose", '<b onclick="x()">Amaç</b>', "bad_html"),
        ("Purpose", "<p>Amaç</p>", "bad_html"),
        ("Purpose", "Amaç<!-- x -->", "bad_html"),
        ("Purpose", "Amaç " * 100, "too_long"),
        ("Teachers train the young welders.", "Teachers train the young welders.", "same"),
    ],
)
def test_what_is_lost_or_added_is_noticed(source, translated, code):
    assert code in codes(source, translated)


def test_a_problem_names_what_was_lost():
    (problem,) = problems("In 2024", "Yılında")
    assert str(problem) == "A number was lost: 2024"


@pytest.mark.parametrize(
    ("text", "term", "used"),
    [
        ("Mesleki eğitimin amacı", "mesleki eğitim", True),
        ("MESLEKİ EĞİTİM", "mesleki eğitim", True),
        ("Целью профессионального образования", "профессиональное образование", True),
        ("والتدريب المهني", "التدريب المهني", True),
        ("职业教育的目标", "职业教育", True),
        ("การอาชีวศึกษาในปัจจุบัน", "อาชีวศึกษา", True),
        ("TVET sistemi", "TVET", True),
        ("Meslek okulu", "mesleki eğitim", False),
        ("教育的目标", "职业教育", False),
        ("teknik sistem", "TVET", False),
    ],
)
def test_a_term_is_known_in_its_inflected_forms(text, term, used):
    assert uses(text, term) is used


def test_a_glossary_term_that_was_not_used_is_noticed():
    term = Term(source="vocational training", target="mesleki eğitim")
    assert codes("On vocational training", "Beceri kazandırma üzerine", [term]) == ["glossary"]
    assert codes("On vocational training", "Mesleki eğitim üzerine", [term]) == []


@pytest.mark.parametrize("text", ["12", "2021–2024", "https://example.org/a", "a@b.org", "%s {x}"])
def test_what_has_no_words_needs_no_translation(text):
    assert not is_translatable(text)
    assert is_translatable(f"{text} schools")
