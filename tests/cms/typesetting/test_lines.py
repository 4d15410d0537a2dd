import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.typesetting import breaking, fonts, lines
from cms.typesetting.lines import Style

pytestmark = pytest.mark.unit

ENGLISH = Style(size=10, language="en")


@given(st.text(alphabet="ab -/。（）中文กาเแ็้ាក្ខ្រ េعر\u200b\u00a0(,.", max_size=60))
@settings(max_examples=200, deadline=None)
def test_pieces_joined_are_the_text(text):
    assert "".join(breaking.pieces(text)) == text
    assert "".join(breaking.clusters(text)) == text


def test_a_thai_line_breaks_between_words():
    assert breaking.pieces("แผนปฏิบัติการประจำปี") == ["แผน", "ปฏิบัติการ", "ประจำ", "ปี"]


def test_chinese_punctuation_does_not_begin_or_end_a_line():
    pieces = breaking.pieces("计划（2026年），报告。")
    assert not any(piece[0] in "），。" or piece[-1] == "（" for piece in pieces)
    assert len(pieces) > 4


def test_khmer_is_not_cut_inside_a_syllable():
    assert all(piece[0] not in "\u17d2ាិីឹឺុូំះ" for piece in breaking.pieces("ផែនការសកម្មភាពប្រចាំឆ្នាំ"))


def test_khmer_words_of_two_syllables_mostly_hold_together():
    assert breaking.pieces("របស់មជ្ឈមណ្ឌលបណ្តុះបណ្តាល") == ["របស់", "មជ្ឈ", "មណ្ឌល", "បណ្តុះ", "បណ្តាល"]


def test_no_line_is_wider_than_its_column():
    text = "Annual action plan of the centre " * 5
    wrapped = lines.wrap(text, ENGLISH, 120)
    assert len(wrapped) > 3
    assert all(line.width * 10 / 1000 <= 120 for line in wrapped)
    assert " ".join(line.text for line in wrapped).split() == text.split()


def test_a_word_wider_than_its_column_is_cut_between_letters():
    wrapped = lines.wrap("https://hub.example.org/" + "a" * 200, ENGLISH, 100)
    assert all(line.width * 10 / 1000 <= 100 for line in wrapped)
    assert "".join(line.text for line in wrapped).endswith("a" * 50)


def test_new_lines_stay_and_control_characters_go():
    assert [line.text for line in lines.wrap("one\ntwo\x07\u202e", ENGLISH, 500)] == ["one", "two"]
    assert [line.text for line in lines.wrap("", ENGLISH, 500)] == [""]


def test_arabic_letters_join():
    joined = lines.shape("عمل", Style(size=10, language="ar", rtl=True))
    alone = lines.shape("ع", Style(size=10, language="ar", rtl=True))
    assert alone.runs[0].glyphs[0].id not in {glyph.id for glyph in joined.runs[0].glyphs}


def test_latin_inside_khmer_does_not_spoil_its_shaping():
    style = Style(size=10, language="km")
    alone = lines.shape("ផែនការ", style).runs[0].glyphs
    mixed = lines.shape("TVET ផែនការ", style).runs[-1].glyphs
    assert [glyph.id for glyph in mixed] == [glyph.id for glyph in alone]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "tr", "th", "vi", "id", "km"])
@pytest.mark.usefixtures("plain_machine")
def test_a_plain_machine_draws_every_language_but_chinese(language):
    sample = {
        "ar": "خطة العمل", "ru": "План действий", "th": "แผนปฏิบัติการ", "km": "ផែនការ",
        "vi": "Kế hoạch hành động", "tr": "İş planı, ığüş", "fr": "Plan d’action : œuvre",
    }.get(language, "Plan de acción")  # fmt: skip
    for weight in (fonts.REGULAR, fonts.BOLD):
        line = lines.shape(sample, Style(size=10, language=language, weight=weight))
        assert all(glyph.id for run in line.runs for glyph in run.glyphs)


@pytest.mark.usefixtures("plain_machine")
def test_a_script_without_a_font_is_refused_and_the_remedy_named():
    with pytest.raises(fonts.MissingFont, match="pylopdf-fonts-zh-cn"):
        lines.shape("行动计划", ENGLISH)


@pytest.mark.usefixtures("plain_machine")
def test_a_sign_that_no_font_has_is_a_box_and_not_an_error():
    assert lines.shape("Well done \U0001f600", ENGLISH).width > 0


def test_the_operators_own_font_comes_first(monkeypatch, tmp_path, plain_machine):
    from tests.cms.typesetting.conftest import forget

    copy = tmp_path / "NotoSansKhmer-Regular.ttf"
    copy.write_bytes(fonts.typeface("khmer").path.read_bytes())
    monkeypatch.setenv("HUB_FONT_DIR", str(tmp_path))
    forget()
    assert fonts.typeface("khmer").path == copy


def test_a_broken_font_file_is_passed_over(monkeypatch, tmp_path, plain_machine):
    from tests.cms.typesetting.conftest import forget

    (tmp_path / "NotoSansThai-Regular.ttf").write_bytes(b"not a font")
    monkeypatch.setenv("HUB_FONT_DIR", str(tmp_path))
    forget()
    assert fonts.typeface("thai").path.parent != tmp_path
