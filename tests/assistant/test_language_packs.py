"""The language packs are whole, and agree with Unicode, with CLDR and with what reads them."""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.core import get_global
from django.conf import settings

from assistant.answering.small_talk import recognise
from assistant.text import detect_language, languages, numbers, scripts, terms, types_in
from assistant.text.dates import month_names
from assistant.text.languages.loading import PackError, read

pytestmark = pytest.mark.unit

CODES = [code for code, _name in settings.LANGUAGES]
FOLDER = Path(languages.__file__).parent
LETTERS = [chr(code) for code in range(sys.maxunicode) if chr(code).isalpha()]
#: By what the Unicode names of a script's letters begin with.
NAMES = {
    "Arabic": "ARABIC",
    "Cyrillic": "CYRILLIC",
    "Han": "CJK",
    "Khmer": "KHMER",
    "Latin": "LATIN",
    "Thai": "THAI",
}


def keys(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, ...]]:
    """The paths of all keys and tables of a pack; not those whose names are words or numbers."""
    for name, value in table.items():
        yield (*above, name)
        if isinstance(value, dict) and name not in {"scales", "added", "months", "synonyms"}:
            yield from keys(value, (*above, name))


PACKS = {code: (FOLDER / f"{code}.toml").read_text(encoding="utf-8") for code in CODES}
KEYS = list(keys(tomllib.loads(PACKS["en"])))


def written(value: Any) -> str:
    """A value as TOML, as far as packs have such."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{k}" = {written(v)}' for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f"'''{value}'''"


def changed(folder: Path, path: tuple[str, ...], value: Any) -> Path:
    """The English pack with another value at a key, or without that key."""
    pack = tomllib.loads(PACKS["en"])
    table = pack
    for name in path[:-1]:
        table = table[name]
    if value is None:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    file = folder / "en.toml"
    file.write_text("\n".join(f"{k} = {written(v)}" for k, v in pack.items()), encoding="utf-8")
    return file


def test_the_sites_languages_are_those_that_have_packs():
    assert sorted(CODES) == sorted(file.stem for file in FOLDER.glob("*.toml"))
    assert [language.code for language in languages.all()] == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_pack_is_whole_and_read_once(code):
    assert read(FOLDER / f"{code}.toml").code == code
    assert languages.get(code) is languages.get(code.upper()) is languages.get(code)


@pytest.mark.parametrize("code", CODES)
def test_all_packs_name_the_same_things(code):
    own, english = (tomllib.loads(PACKS[each])["vocabulary"]["synonyms"] for each in (code, "en"))
    assert list(own) == list(english)
    assert all(own.values())


@pytest.mark.parametrize("code", CODES)
def test_all_packs_have_the_same_keys(code):
    assert sorted(keys(tomllib.loads(PACKS[code]))) == sorted(KEYS)


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_a_pack_without_a_key_is_refused_by_file_and_key(tmp_path, path):
    with pytest.raises(PackError, match=rf"^en\.toml: '{re.escape('.'.join(path))}' is missing"):
        read(changed(tmp_path, path, None))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("questions", "colour"), ["what colour"], "'questions.colour' is no key of a pack"),
        (("colours",), ["red"], "'colours' is no key of a pack"),
        (("questions", "time"), [], "'questions.time' is empty"),
        (("numbers", "scales"), {}, "'numbers.scales' is empty"),
        (("small_talk", "thanks"), ["thanks", "cheers", "thanks"], "has 'thanks' twice"),
        (("numbers", "small"), [["zero"], ["one", "zero"]], "'numbers.small' has 'zero' twice"),
        (("numbers", "scales"), {"2": ["hundred", "hundred"]}, "has 'hundred' twice"),
        (("small_talk", "thanks"), ["thanks "], "has 'thanks ', which is no word"),
        (("small_talk", "thanks"), ["thanks", ""], "has '', which is no word"),
        (("small_talk", "thanks"), "thanks", "'small_talk.thanks' must be a list"),
        (("small_talk",), ["thanks"], "'small_talk' must be a table"),
        (("questions", "who"), ["(who"], "'questions.who' is no regular expression"),
        (("questions", "anywhere"), 1, "'questions.anywhere' must be a bool"),
        (("numbers", "section"), "3", "'numbers.section' must be a int"),
        (("numbers", "added"), ["belas"], "'numbers.added' must be a table"),
        (("script",), "Klingon", "'script' must be one of Latin"),
    ],
)
def test_a_pack_with_a_wrong_value_is_refused_by_file_and_key(tmp_path, path, value, said):
    with pytest.raises(PackError, match=r"^en\.toml: ") as refused:
        read(changed(tmp_path, path, value))
    assert said in str(refused.value)


def test_a_pack_that_is_no_toml_is_refused_by_its_file(tmp_path):
    (tmp_path / "xx.toml").write_text("script = ", encoding="utf-8")
    with pytest.raises(PackError, match=r"^xx\.toml: "):
        read(tmp_path / "xx.toml")


def test_what_may_be_empty_may(tmp_path):
    assert read(changed(tmp_path, ("writing", "abbreviations"), [])).writing.abbreviations == ()


def test_a_region_has_the_pack_of_its_language():
    assert languages.get("fr-ca") is languages.get("fr")
    assert languages.get("zh") is languages.get("zh-hant") is languages.get("zh-hans")
    assert languages.get("zh-hans").base == "zh"


@pytest.mark.parametrize("code", ["de", "", None, "xx-YY", "../en", "en\x00"])
def test_of_a_language_without_a_pack_nothing_is_known(code):
    known = languages.get(code)
    assert known.is_spaced
    assert not known.small_talk.greeting
    assert not known.questions.time
    assert not known.numbers.small


def test_german_nouns_with_a_capital_are_no_names():
    assert languages.get("de-at").has_capital_nouns
    assert not any(language.has_capital_nouns for language in languages.all())


@pytest.mark.parametrize("code", CODES)
def test_a_languages_script_is_that_of_cldr_and_of_its_words(code):
    language = languages.get(code)
    likely = get_global("likely_subtags").get(code, code.replace("-", "_").title())
    script = (Locale.parse(code.replace("-", "_")).script or likely.split("_")[1])[:4]
    assert {"Arab": "Arabic", "Cyrl": "Cyrillic", "Hans": "Han", "Khmr": "Khmer"}.get(
        script, {"Latn": "Latin"}.get(script, script)
    ) == language.script
    words = "".join("".join(forms) for forms in language.numbers.small)
    assert {unicodedata.name(char).split()[0] for char in words if char.isalpha()} <= {
        NAMES[language.script],
        "IDEOGRAPHIC",  # 〇
    }


@pytest.mark.parametrize("code", CODES)
def test_a_language_without_spaces_is_one_of_a_script_without_spaces(code):
    language = languages.get(code)
    unspaced = re.compile(f"[{scripts.UNSPACED}〇]+")
    words = [form for forms in language.numbers.small for form in forms]
    assert all(bool(unspaced.fullmatch(word)) != language.is_spaced for word in words)


@pytest.mark.parametrize("code", [code for code in CODES if languages.get(code).script != "Latin"])
def test_a_language_with_its_own_script_is_told_by_it(code):
    assert scripts.LANGUAGES[NAMES[languages.get(code).script]] == languages.get(code).base
    assert detect_language(languages.get(code).small_talk.greeting[0]) == code


@pytest.mark.parametrize("code", CODES)
def test_every_word_for_a_number_is_that_number(code):
    words = languages.get(code).numbers
    counted = {form: value for value, forms in enumerate(words.small) for form in forms}
    counted |= {f: 10 * value for value, forms in enumerate(words.tens, 2) for f in forms}
    counted |= words.added
    counted |= {form: 10**exponent for exponent, forms in words.scales.items() for form in forms}
    assert len(words.small) >= 10
    assert {w: n for w, n in counted.items() if Decimal(n) not in numbers.values(w, code)} == {}


@pytest.mark.parametrize("code", CODES)
def test_every_phrase_of_small_talk_is_known(code):
    phrases = languages.get(code).small_talk
    kinds = [each.name for each in fields(phrases) if each.name != "filler"]
    missed = [p for kind in kinds for p in getattr(phrases, kind) if not recognise(p, [code])]
    assert missed == []


@pytest.mark.parametrize("code", CODES)
def test_articles_are_among_the_words_that_open_questions(code):
    asked = languages.get(code).questions
    assert set(asked.articles) <= set(asked.other)


@pytest.mark.parametrize("code", CODES)
def test_what_is_written_as_one_with_the_next_word_is_found_without_it(code):
    for prefix in languages.get(code).writing.joined_prefixes:
        assert terms(f"{prefix}مدرسة") == terms("مدرسة")


@pytest.mark.parametrize("code", CODES)
def test_the_names_of_months_are_those_of_cldr(code):
    known = {name.casefold(): number for name, number in month_names(code).items()}
    cldr = Locale.parse(code.replace("-", "_")).months
    for form in ("format", "stand-alone"):
        for number, name in cldr[form]["wide"].items():
            assert known.get(name.casefold()) == number


def test_march_is_known_in_khmer_as_cambodians_write_it():
    assert numbers.months("ថ្ងៃទី ៥ មីនា ២០២៧", "km") == {3}
    assert "time" in types_in("ថ្ងៃទី ៥ មីនា ២០២៧", "km")


# --- Scripts

#: Blocks whose letters have names of such a script and which nobody writes a question in: small
#: kana for Ainu, letters of Burma's minorities, old kana, ideographs of the last extensions.
RARE = "\u31f0-\u31ff\ua9e0-\ua9fe\uaa60-\uaa7f\U0001aff0-\U0001b16f\U00031350-\U0003347f"


@pytest.mark.parametrize(
    ("ranges", "names"),
    [
        (scripts.THAI_AND_LAO, ("THAI", "LAO")),
        (scripts.MYANMAR, ("MYANMAR",)),
        (scripts.KHMER, ("KHMER",)),
        (scripts.KANA, ("HIRAGANA", "KATAKANA")),
        (scripts.HAN, ("CJK",)),
    ],
)
def test_a_scripts_range_has_all_its_letters_and_no_others(ranges, names):
    inside, rare = re.compile(f"[{ranges}]"), re.compile(f"[{RARE}]")
    for letter in LETTERS:
        named = unicodedata.name(letter, "").startswith(names)
        assert bool(inside.match(letter)) == (named and not rare.match(letter)), letter


def test_the_scripts_without_spaces_are_those_with_such_names():
    inside, rare = re.compile(f"[{scripts.UNSPACED}]"), re.compile(f"[{RARE}]")
    for letter in LETTERS:
        if inside.match(letter):
            assert unicodedata.name(letter, "").startswith(scripts.UNSPACED_NAMES)
        elif unicodedata.name(letter, "").startswith(scripts.UNSPACED_NAMES):
            assert rare.match(letter) or letter in "々〆", letter


def test_marks_are_marks():
    mark = re.compile(f"[{scripts.MARKS}]")
    marks = [code for code in range(0x3000) if mark.match(chr(code))]
    assert len(marks) > 100
    assert {unicodedata.category(chr(code)) for code in marks} == {"Mn"}


def test_what_parts_no_clause_are_digits_and_signs_of_repetition():
    inside = re.compile(f"[{scripts.NO_END_OF_CLAUSE}]")
    for code in range(0x0E00, 0x1100):
        digit = unicodedata.category(chr(code)) == "Nd" and code < 0x1050
        if "TIBETAN" not in unicodedata.name(chr(code), ""):
            assert bool(inside.match(chr(code))) == (digit or chr(code) in "ๆໆ"), hex(code)


@pytest.mark.parametrize("name", scripts.LANGUAGES)
def test_a_script_that_tells_a_language_has_letters(name):
    assert any(unicodedata.name(letter, "").startswith(f"{name} ") for letter in LETTERS)
