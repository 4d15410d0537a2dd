"""Numbers and dates in eleven languages and their scripts, to be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.text.numbers import missing, months, values

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1200 people", "en"), ("1,200 people", "en"), ("1 200 personnes", "fr"),
        ("1.200 kişi", "tr"),
        ("1.2 thousand", "en"), ("one thousand two hundred", "en"), ("twelve hundred", "en"),
        ("١٬٢٠٠ شخص", "ar"), ("ألف ومئتان ١٢٠٠", "ar"), ("一千二百人", "zh-hans"),
        ("0.12万人", "zh-hans"),
        ("๑,๒๐๐ คน", "th"), ("១២០០ នាក់", "km"), ("1.200 orang", "id"),
        ("bin iki yüz", "tr"),
        ("тысяча двести 1200", "ru"), ("mil 1.200", "es"), ("１２００", "zh-hans"),
    ],
)  # fmt: skip
def test_one_number_in_many_ways_of_writing(text, language):
    assert Decimal(1200) in values(text, language)
    assert not missing("1,200", "en", values(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fourteen weeks", "en"), ("quatorze semaines", "fr"), ("catorce semanas", "es"),
        ("on dört hafta", "tr"), ("четырнадцать недель", "ru"), ("أربعة عشر أسبوعا", "ar"),
        ("十四周", "zh-hans"), ("สิบสี่สัปดาห์", "th"), ("mười bốn tuần", "vi"),
        ("empat belas minggu", "id"), ("ដប់បួនសប្តាហ៍", "km"), ("14 weeks", "en"), ("١٤ أسبوعا", "ar"),
    ],
)  # fmt: skip
def test_fourteen_is_fourteen_in_every_language(text, language):
    assert Decimal(14) in values(text, language)
    assert not missing(text, language, frozenset({Decimal(14)}))
    assert missing(text, language, frozenset({Decimal(20)}))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("un cours neuf", "fr"), ("otelin altı", "tr"), ("五金厂", "zh-hans"),
        ("十分好", "zh-hans"),
        ("một năm", "vi"), ("one of them", "en"), ("1. First\n2. Second", "en"), ("km²", "en"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_not_asked_for(text, language):
    assert not missing(text, language, frozenset())


def test_a_number_with_another_scale_or_fraction_is_another_number():
    known = values("1.2 million people came in 3.5 hours", "en")
    assert not missing("1,200,000 in 3.5 hours", "en", known)
    assert missing("1.2 billion", "en", known)
    assert missing("3.6", "en", known)


def test_a_date_may_be_written_in_figures_only():
    assert not missing("12 May 2024", "en", values("12.05.2024", "en"))
    assert months("12 May 2024", "en") == months("le 12 mai 2024", "fr") == {5}
    assert (
        months("12 Mayıs 2024", "tr")
        == months("12 พฤษภาคม", "th")
        == months("12 مايو", "ar")
        == {5}
    )
    assert not months("You may come; march on.", "en")


def test_years_of_chinese_may_be_written_figure_by_figure():
    assert Decimal(2024) in values("二〇二四年", "zh-hans")
    assert {Decimal(2), Decimal(3)} <= values("một hai, ba năm", "vi")
