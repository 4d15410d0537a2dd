"""Numbers and dates in a text, in any script and way of writing, to be compared with certainty.

"1,200", "1.200", "1 200", "١٬٢٠٠", "๑,๒๐๐", "1.2 thousand", "一千二百" and "twelve hundred" are one
number. Words for numbers are known in eleven languages; years of other calendars are not converted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_ALT

from assistant.text.tokenizer import fold

#: The words for 0 to 19, for 20 to 90, and for what multiplies; "|" parts forms of one number.
#: Chinese, Thai and Khmer are composed of digits and of what multiplies.
_WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen; twenty thirty forty fifty sixty seventy eighty "
    "ninety",
    "fr": "zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize dix-sept dix-huit dix-neuf; vingt|vingts trente quarante cinquante soixante "
    "soixante-dix|septante quatre-vingt|quatre-vingts|octante quatre-vingt-dix|nonante",
    "es": "cero uno|un|una dos tres cuatro cinco seis siete "
    "ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve; veinte|veinti treinta cuarenta cincuenta "
    "sesenta setenta ochenta noventa",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz on; yirmi otuz kırk elli altmış yetmiş "
    "seksen doksan",
    "ru": "ноль|нуль один|одна|одно|одного|одной два|две|двух три|трёх|трех четыре|четырёх|четырех "
    "пять|пяти шесть|шести семь|семи восемь|восьми девять|девяти десять|десяти "
    "одиннадцать|одиннадцати двенадцать|двенадцати тринадцать|тринадцати "
    "четырнадцать|четырнадцати пятнадцать|пятнадцати шестнадцать|шестнадцати "
    "семнадцать|семнадцати восемнадцать|восемнадцати девятнадцать|девятнадцати; "
    "двадцать|двадцати тридцать|тридцати сорок|сорока пятьдесят|пятидесяти "
    "шестьдесят|шестидесяти семьдесят|семидесяти восемьдесят|восьмидесяти девяносто|девяноста",
    "ar": "صفر واحد|واحدة|أحد|إحدى اثنان|اثنين|اثنتان|اثنتين|اثنا|اثني|اثنتا|اثنتي "
    "ثلاث|ثلاثة أربع|أربعة "
    "خمس|خمسة ست|ستة سبع|سبعة ثمان|ثمانية|ثماني تسع|تسعة عشر|عشرة; عشرون|عشرين ثلاثون|ثلاثين "
    "أربعون|أربعين خمسون|خمسين ستون|ستين سبعون|سبعين ثمانون|ثمانين تسعون|تسعين",
    "vi": "không một|mốt hai ba bốn|tư năm|lăm sáu bảy tám chín mười;",
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas;",
    "zh": "零|〇 一|壹 二|两|兩 三 四 五 六 七 八 九;",
    "th": "ศูนย์ หนึ่ง|เอ็ด สอง|ยี่ สาม สี่ ห้า หก เจ็ด แปด เก้า;",
    "km": "សូន្យ មួយ ពីរ បី បួន ប្រាំ ប្រាំមួយ ប្រាំពីរ ប្រាំបី ប្រាំបួន ដប់; ម្ភៃ សាមសិប សែសិប ហាសិប ហុកសិប ចិតសិប ប៉ែតសិប កៅសិប",
}
#: Exponents of ten, by the words that multiply what stands before them.
_SCALES = {
    "en": {2: "hundred", 3: "thousand", 6: "million|millions", 9: "billion|billions"},
    "fr": {2: "cent|cents", 3: "mille", 6: "million|millions", 9: "milliard|milliards"},
    "es": {2: "cien|ciento|cientos", 3: "mil", 6: "millón|millones"},
    "tr": {2: "yüz", 3: "bin", 6: "milyon", 9: "milyar"},
    "ru": {
        2: "сто|ста",
        3: "тысяча|тысячи|тысяч|тыс",
        6: "миллион|миллиона|миллионов|млн",
        9: "миллиард|миллиарда|миллиардов|млрд",
    },
    "ar": {
        2: "مائة|مئة|مائتا|مئات",
        3: "ألف|آلاف|ألفا",
        6: "مليون|ملايين|مليونا",
        9: "مليار|مليارات",
    },
    "vi": {1: "mươi", 2: "trăm", 3: "nghìn|ngàn", 6: "triệu", 9: "tỷ|tỉ"},
    "id": {1: "puluh", 2: "ratus", 3: "ribu", 6: "juta", 9: "miliar"},
    "zh": {1: "十", 2: "百", 3: "千", 4: "万|萬", 8: "亿|億"},
    "th": {1: "สิบ", 2: "ร้อย", 3: "พัน", 4: "หมื่น", 5: "แสน", 6: "ล้าน"},
    "km": {2: "រយ", 3: "ពាន់", 4: "ម៉ឺន", 5: "សែន", 6: "លាន"},
}
#: Words that add a number and look like another: "belas" makes 14 of "empat".
_ADDED = {"id": {"belas": 10}, "es": {"veintiuno": 21, "veintidós": 22, "veintitrés": 23}}
#: Number words that are, alone, as often another word ("neuf", "on", "năm", "sous altı").
_AMBIGUOUS = {
    "fr": "neuf|mille|cent",
    "es": "once",
    "tr": "on|yedi|altı|yüz|bin|elli|kırk",
    "vi": "không|ba|tư|năm|chín|tỉ|lăm|hai",
    "ar": "عشر|ست|أحد|إحدى|ألف",
    "id": "ratus|puluh",
}
_UNSPACED = {"zh", "th", "km"}
#: The exponent from which a word multiplies all that stands before it; 3 elsewhere.
_SECTION = {"zh": 4, "th": 6, "km": 6}
#: What follows a numeral in Chinese, which alone is often part of another word.
_COUNTED = re.compile(r"[周年月日天个個名人家所门門种種岁歲小项項位]")

_JOINED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*")


class Number(NamedTuple):
    """A number as it may be meant: each reading is a set of values, all of which it says."""

    readings: tuple[frozenset[Decimal], ...]
    #: Every value that a reader may take from it.
    values: frozenset[Decimal]


def values(text: str, language: str | None = None) -> frozenset[Decimal]:
    """Every number that a reader of the text may take from it, its words for numbers included."""
    code = (language or "").split("-")[0]
    found: set[Decimal] = set()
    for number in _written(_plain(text), code):
        found |= number.values
    found |= {value for value, _certain in _spelled(text, code)}
    return frozenset(found)


def missing(text: str, language: str | None, known: frozenset[Decimal]) -> list[Number]:
    """The numbers that the text certainly says and that are not among the known values."""
    code = (language or "").split("-")[0]
    plain = re.sub(r"(?m)^\s*\d{1,2}[.)]\s", "", _plain(text))  # a list's own numbering
    said = list(_written(plain, code))
    for value, certain in _spelled(text, code):
        if certain and value > 1:
            said.append(Number((frozenset({value}),), frozenset({value})))
    return [number for number in said if not any(one <= known for one in number.readings)]


def _plain(text: str) -> str:
    """The text with digits of all scripts as 0 to 9, and Arabic separators as ours."""
    text = text.translate({0x066C: ",", 0x066B: "."})
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char
        for char in text
    )


def _written(text: str, code: str) -> Iterator[Number]:
    scales = _scales(code)
    for found in _JOINED.finditer(text):
        readings = _readings(found[0])
        values = frozenset().union(*readings) | {
            Decimal(part) for part in re.findall(r"\d+", found[0])
        }
        scale = scales and scales.match(text, found.end())
        if scale:
            times = Decimal(10) ** _exponents(code)[_folded(scale[1], code)]
            # "1.2 million" is not supported by "1.2 billion".
            readings = tuple(frozenset(value * times for value in one) for one in readings)
            values |= frozenset().union(*readings)
        yield Number(readings, values)


def _readings(token: str) -> tuple[frozenset[Decimal], ...]:
    """What digits with separators may say: "1.200" is 1200 or 1.2, "12.05.2024" three numbers."""
    parts = re.split(r"\D", token)
    if len(parts) == 1:
        return (frozenset({Decimal(token)}),)
    found = []
    marks = re.findall(r"\D", token)
    grouped = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if grouped and len(set(marks)) == 1:
        found.append(frozenset({Decimal("".join(parts))}))
    whole, fraction = parts[:-1], parts[-1]
    if marks[-1] in ".," and marks[-1] not in marks[:-1] and all(len(p) == 3 for p in whole[1:]):
        found.append(frozenset({Decimal(f"{''.join(whole)}.{fraction}").normalize()}))
    if len(parts) > 2 and not found:
        found.append(frozenset(map(Decimal, parts)))
    return tuple(found) or (frozenset(map(Decimal, parts)),)


def _folded(text: str, code: str) -> str:
    # Only Arabic is written with and without its marks; without theirs, words of Vietnamese
    # become others.
    return fold(text) if code == "ar" else unicodedata.normalize("NFKC", text).casefold()


@lru_cache
def _numerals(code: str) -> dict[str, int]:
    """Folded words for numbers that are added, with their values."""
    found: dict[str, int] = {}
    small, _, tens = _WORDS.get(code, "").partition(";")
    for value, forms in enumerate(small.split()):
        found |= {_folded(form, code): value for form in forms.split("|")}
    for value, forms in enumerate(tens.split(), start=2):
        found |= {_folded(form, code): 10 * value for form in forms.split("|")}
    return found | {_folded(word, code): value for word, value in _ADDED.get(code, {}).items()}


@lru_cache
def _exponents(code: str) -> dict[str, int]:
    """Folded words that multiply, with their exponents of ten."""
    rows = _SCALES.get(code, {}).items()
    return {_folded(form, code): exponent for exponent, forms in rows for form in forms.split("|")}


@lru_cache
def _scales(code: str) -> re.Pattern[str] | None:
    words = [form for forms in _SCALES.get(code, {}).values() for form in forms.split("|")]
    if not words:
        return None
    end = "" if code in _UNSPACED else r"\b"
    longest = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"[ \u00a0\u202f]?({longest}){end}", re.IGNORECASE)


@lru_cache
def _word(code: str) -> re.Pattern[str]:
    words = sorted({*_numerals(code), *_exponents(code)}, key=len, reverse=True)
    longest = "|".join(map(re.escape, words))
    return re.compile(longest if code in _UNSPACED else rf"(?<!\w)(?:{longest})(?!\w)")


@lru_cache
def _joints(code: str) -> re.Pattern[str]:
    """What may stand between the words of one number."""
    if code in _UNSPACED:
        return re.compile("")
    words = {"fr": "et", "es": "y", "en": "and", "ar": "و"}.get(code, "")
    return re.compile(rf"[\s-]+(?:{words}\s*)?" if words else r"[\s-]+")


def _spelled(text: str, code: str) -> Iterator[tuple[Decimal, bool]]:
    """Numbers written in words, and whether that is certain."""
    if code not in _WORDS:
        return
    folded = _folded(text, code)
    if code == "ar":  # "and" is written as one with the next word
        folded = re.sub(r"(?<!\w)و(?=\w)", "و ", folded)
    ambiguous = {_folded(word, code) for word in _AMBIGUOUS.get(code, "").split("|")}
    run: list[str] = []
    end = 0
    for found in _word(code).finditer(folded):
        joins = _joints(code).fullmatch(folded, end, found.start())
        if run and (not joins or _begins_anew(run[-1], found[0], code)):
            yield _composed(run, code, ambiguous, folded[end : end + 1])
            run = []
        run.append(found[0])
        end = found.end()
    if run:
        yield _composed(run, code, ambiguous, folded[end : end + 1])


def _begins_anew(before: str, word: str, code: str) -> bool:
    """Whether two words are two numbers: "một năm" is not 15, but "二〇二四" is a year."""
    units = [_numerals(code).get(one, 10) for one in (before, word)]
    return code != "zh" and max(units) < 10


def _composed(run: list[str], code: str, ambiguous: set[str], after: str) -> tuple[Decimal, bool]:
    if code == "zh" and len(run) > 1 and not _exponents(code).keys() & set(run):
        # Years are written figure by figure.
        return Decimal("".join(str(_numerals(code)[word]) for word in run)), True
    total = current = last = 0
    for word in run:
        exponent = _exponents(code).get(word)
        if exponent is None:
            last = _numerals(code)[word]
            current += last
        elif exponent < _SECTION.get(code, 3):
            # Of what stands before "hundred" only the last word is multiplied.
            current += (last or 1) * 10**exponent - last
            last = 0
        else:
            total += max(current, 1) * 10**exponent
            current = last = 0
    alone = _COUNTED.match(after) if code in _UNSPACED else run[0] not in ambiguous
    only_scales = all(word in _exponents(code) for word in run)
    return Decimal(total + current), (len(run) > 1 or bool(alone)) and not only_scales


@lru_cache
def _month_numbers(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in ("en", language):
        with translation.override(code):
            for table in (MONTHS, MONTHS_ALT):
                found |= {fold(str(name)): number for number, name in table.items()}
    return found


def months(text: str, language: str) -> frozenset[int]:
    """The months, 1 to 12, that stand beside a day or a year, by their names in the language."""
    names = _month_numbers(language)
    longest = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(
        rf"\d(?:st|nd|rd|th|er|º|\.)?,?\s*(?:de |of )?({longest})"
        rf"|(?<!\w)({longest})\w*\.?,?\s*(?:de |of )?\d"
    )
    folded = _plain(fold(text))
    return frozenset(names[found[1] or found[2]] for found in pattern.finditer(folded))
