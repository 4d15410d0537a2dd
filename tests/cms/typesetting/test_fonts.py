import pytest

from cms.typesetting import MissingFont, can_draw, fonts
from tests.cms.typesetting.conftest import forget
from tests.cms.typesetting.reading import font_names, plan_file

pytestmark = pytest.mark.unit

SAMPLES = {
    "en": "Plan of action", "es": "Plan de acción", "id": "Rencana aksi", "ar": "خطة العمل",
    "ru": "План действий", "th": "แผนปฏิบัติการ", "km": "ផែនការ", "vi": "Kế hoạch hành động",
    "tr": "İş planı, ığüş", "fr": "Plan d’action : œuvre",
}  # fmt: skip
FONTS = {"ar": "IBMPlexSansArabic", "th": "NotoSansThai", "km": "NotoSansKhmer"}


@pytest.mark.parametrize("language", SAMPLES)
@pytest.mark.usefixtures("plain_machine")
def test_a_plain_machine_draws_every_language_but_chinese(language):
    # A sign without a shape would be refused by the standard that the file claims to follow.
    data = plan_file(language, title=SAMPLES[language], facts=[SAMPLES[language]])
    assert b"pdfuaid" in data
    names, embedded = font_names(data)
    assert embedded
    # The title in bold, the line below it not.
    drawn = {name for name in names if name.startswith(FONTS.get(language, "NotoSans"))}
    assert drawn, names
    assert not can_draw("zh-hans")


@pytest.mark.usefixtures("plain_machine")
def test_a_script_without_a_font_is_refused_and_the_remedy_named():
    with pytest.raises(MissingFont, match="pylopdf-fonts-zh-cn"):
        plan_file(facts=["行动计划"])


@pytest.mark.usefixtures("plain_machine")
def test_chinese_punctuation_alone_is_not_refused():
    assert plan_file(facts=["Ready。"])


@pytest.mark.usefixtures("plain_machine")
def test_a_sign_that_no_font_has_is_a_box_and_not_an_error():
    data = plan_file(facts=["Well done \U0001f600"])
    assert b"pdfuaid" not in data
    assert b"/StructTreeRoot" in data


@pytest.mark.usefixtures("plain_machine")
def test_the_operators_own_font_comes_first(monkeypatch, tmp_path):
    copy = tmp_path / "NotoSansKhmer-Regular.ttf"
    copy.write_bytes(fonts.family("khmer").file.read_bytes())
    monkeypatch.setenv("HUB_FONT_DIR", str(tmp_path))
    forget()
    assert fonts.family("khmer").file == copy
    assert str(copy) in {info.path for info in fonts.collection().fonts()}


@pytest.mark.usefixtures("plain_machine")
def test_a_broken_font_file_is_passed_over(monkeypatch, tmp_path):
    (tmp_path / "NotoSansThai-Regular.ttf").write_bytes(b"not a font")
    monkeypatch.setenv("HUB_FONT_DIR", str(tmp_path))
    forget()
    assert fonts.family("thai").file.parent != tmp_path
    assert plan_file("th", facts=[SAMPLES["th"]])


@pytest.mark.usefixtures("plain_machine")
def test_a_font_of_the_system_serves_where_no_package_does(monkeypatch, tmp_path):
    # Any font will do: what is asked is where it is looked for, by which name.
    (tmp_path / "deep").mkdir()
    system = tmp_path / "deep" / "NotoSansSC-Regular.otf"
    system.write_bytes(fonts.family("khmer").file.read_bytes())
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    forget()
    assert can_draw("zh-hans")
    assert fonts.family("han").file == system
