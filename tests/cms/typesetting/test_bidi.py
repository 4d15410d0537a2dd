import pytest

from cms.typesetting import bidi

pytestmark = pytest.mark.unit


def seen(text, *, rtl):
    """The text as the eye meets it from left to right; letters of Hebrew stand for Arabic's."""
    levels = bidi.levels(text, rtl=rtl)
    order = bidi.visual_order(levels)
    return "".join(
        bidi.MIRRORED.get(text[at], text[at]) if levels[at] % 2 else text[at] for at in order
    )


@pytest.mark.parametrize(
    ("text", "rtl", "expected"),
    [
        ("plain words", False, "plain words"),
        ("אבג", True, "גבא"),
        ("אבג TVET דהו", True, "והד TVET גבא"),
        ("TVET אבג", False, "TVET גבא"),
        # Numbers keep their order, and a pair of brackets holds together.
        ("אבג 2026 (12)", True, "(12) 2026 גבא"),
        ("אבג (TVET)", True, "(TVET) גבא"),
        ("see (אבג) there", False, "see (גבא) there"),
        # The full stop after a right-to-left sentence stands at its left.
        ("אבג.", True, ".גבא"),
        ("אבג.", False, "גבא."),
        ("אב 1,234.5 ג", True, "ג 1,234.5 בא"),
        ("", True, ""),
    ],
)
def test_letters_are_ordered_as_the_standard_says(text, rtl, expected):
    assert seen(text, rtl=rtl) == expected


def test_arabic_digits_after_arabic_letters_stay_in_order():
    assert seen("عام 2026", rtl=True) == "2026 ماع"


def test_spaces_at_the_end_belong_to_the_paragraph():
    assert bidi.levels("ab  ", rtl=True)[-2:] == [1, 1]


def test_a_paragraph_runs_as_its_first_letter():
    assert bidi.runs_rtl("1. خطة", default=False)
    assert not bidi.runs_rtl("(TVET) خطة", default=True)
    assert bidi.runs_rtl("2026", default=True)
