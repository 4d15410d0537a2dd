"""The interface speaks every language of the site; the checker of its catalogues sees faults."""

import gettext as gnu
import shutil

import polib
import pytest
from babel import Locale
from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import get_language_info, gettext, ngettext

from tests import catalogues

pytestmark = pytest.mark.unit

needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None,
    reason="GNU gettext is not installed, so that the strings of the sources can't be collected",
)


@needs_gettext
def test_catalogues_are_complete_sound_and_compiled():
    found = catalogues.check()
    assert not found, "\n".join(["Run `make messages` and translate:", *found])


# Newer versions of CLDR set 0 and 1 apart in Vietnamese, whose words have one form.
@pytest.mark.parametrize("language", sorted({*catalogues.languages()} - {"vi"}))
def test_plural_forms_are_those_of_cldr(language):
    count, form = catalogues.PLURAL_FORMS[language].rstrip(";").split("; plural=")
    rule = Locale.parse(language.replace("-", "_")).plural_form
    # Of whole numbers: in Russian only a fraction is "other".
    numbers = (*range(2_000), 999_999, 10**6, 10**6 + 1, 2 * 10**6, 2_500_000)
    given = {rule(number) for number in numbers}
    tags = [each for each in ("zero", "one", "two", "few", "many", "other") if each in given]
    assert count == f"nplurals={len(tags)}"
    choose = gnu.c2py(form)
    assert [tags[choose(number)] for number in numbers] == [rule(number) for number in numbers]


@needs_gettext
def test_strings_are_collected_by_the_part_that_says_them():
    found = catalogues.collect()
    assert found[catalogues.ASSISTANT].find("Write a question.")
    assert not found[catalogues.SITE].find("Write a question.")
    assert found[catalogues.SITE].find("Skip to the content")
    assert found[catalogues.SITE].find("Which language shall I answer in?")


@pytest.mark.parametrize("language", catalogues.languages())
def test_a_reader_sees_the_compiled_translations(language):
    with translation.override(language):
        assert gettext("Write a question.") != "Write a question."
        assert gettext("Skip to the content") != "Skip to the content"


@pytest.mark.parametrize("language", catalogues.languages())
def test_languages_are_named_in_the_readers_language(language):
    with translation.override(language):
        names = [str(get_language_info(code)["name_translated"]) for code in catalogues.languages()]
    assert len(set(names)) == len(names)
    assert not set(names) & {"French", "Spanish", "Arabic", "Russian", "Indonesian"}


@pytest.mark.parametrize("language", ["en", *catalogues.languages()])
def test_django_knows_every_language(language):
    assert LANG_INFO[language]["name_local"]


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "ar",
            {
                0: "لا نتائج",
                1: "نتيجة واحدة",
                2: "نتيجتان",
                3: "3 نتائج",
                11: "11 نتيجة",
                100: "100 نتيجة",
            },
        ),
        ("fr", {0: "0 résultat", 1: "1 résultat", 2: "2 résultats", 10**6: "1000000 de résultats"}),
        ("id", {0: "0 hasil", 1: "1 hasil", 2: "2 hasil"}),
        (
            "ru",
            {
                1: "1 результат",
                2: "2 результата",
                5: "5 результатов",
                11: "11 результатов",
                21: "21 результат",
            },
        ),
        ("tr", {1: "1 sonuç", 2: "2 sonuç"}),
    ],
)
def test_counted_things_stand_in_the_form_the_number_asks_for(language, texts):
    with translation.override(language):
        said = {
            number: ngettext("%(number)s result", "%(number)s results", number) % {"number": number}
            for number in texts
        }
    assert said == texts


def _file(*entries: polib.POEntry) -> polib.POFile:
    po = polib.POFile()
    po.metadata = {"Plural-Forms": catalogues.PLURAL_FORMS["ar"]}
    po.extend(entries)
    return po


def _result(forms: dict[int, str]) -> polib.POEntry:
    return polib.POEntry(msgid="%(n)s result", msgid_plural="%(n)s results", msgstr_plural=forms)


_SIX = {
    0: "لا نتائج",
    1: "نتيجة",
    2: "نتيجتان",
    3: "%(n)s نتائج",
    4: "%(n)s نتيجة",
    5: "%(n)s نتيجة",
}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Stop", msgstr=""), "not translated: 'Stop'"),
        (polib.POEntry(msgid="Stop", msgstr=" "), "not translated: 'Stop'"),
        (polib.POEntry(msgid="Stop", msgstr="إيقاف", flags=["fuzzy"]), "fuzzy: 'Stop'"),
        (polib.POEntry(msgid="Stop", msgstr="إيقاف", obsolete=True), "obsolete: 'Stop'"),
        (polib.POEntry(msgid="in %(a)s", msgstr="في"), "other placeholders"),
        (polib.POEntry(msgid="in %(a)s", msgstr="%(a)d"), "other placeholders"),
        (polib.POEntry(msgid="in %(a)s", msgstr="%(b)s"), "other placeholders"),
        (polib.POEntry(msgid="in {a}", msgstr="{b}"), "other placeholders"),
        (polib.POEntry(msgid="all", msgstr="100 %"), "other placeholders"),
        (polib.POEntry(msgid="a <b>b</b>", msgstr="<b>b"), "other placeholders"),
        (_result({**_SIX, 0: ""}), "plural form 0 not translated"),
        (_result({**_SIX, 4: "نتيجة"}), "other placeholders or tags in plural form 4"),
        (_result({n: _SIX[n] for n in range(5)}), "should have 6 plural forms"),
    ],
)
def test_a_fault_in_a_translation_is_told(entry, fault):
    found = list(catalogues.problems(_file(entry), None, _file(entry), "ar"))
    assert [line for line in found if line.startswith(fault)], found


def test_a_sound_catalogue_has_no_problems(tmp_path):
    po = _file(_result(_SIX), polib.POEntry(msgid="in %(a)s", msgstr="في %(a)s"))
    po.save_as_mofile(str(tmp_path / "django.mo"))
    mo = polib.mofile(str(tmp_path / "django.mo"))
    assert list(catalogues.problems(po, mo, po, "ar")) == []


def test_a_catalogue_that_was_not_compiled_again_is_told(tmp_path):
    po = _file(polib.POEntry(msgid="Stop", msgstr="قف"))
    po.save_as_mofile(str(tmp_path / "django.mo"))
    po[0].msgstr = "إيقاف"
    mo = polib.mofile(str(tmp_path / "django.mo"))
    assert list(catalogues.problems(po, mo, po, "ar")) == ["not compiled since it was changed"]


def test_updating_keeps_what_is_said_still_and_drops_what_is_not():
    old = _file(
        polib.POEntry(msgid="Stop", msgstr="إيقاف"), polib.POEntry(msgid="Gone", msgstr="ذهب")
    )
    template = _file(polib.POEntry(msgid="New"), polib.POEntry(msgid="Stop"))
    new = catalogues.update(old, template, "ar")
    assert [(entry.msgid, entry.msgstr) for entry in new] == [("New", ""), ("Stop", "إيقاف")]
    assert catalogues.update(new, template, "ar") == new
