"""Buttons and what they send back."""

import uuid

import pytest

from bots.languages import own_names
from bots.telegram.keyboards import (
    feedback_keyboard,
    language_keyboard,
    read_feedback,
    read_language,
)

pytestmark = pytest.mark.unit


def buttons(keyboard) -> list:
    return [button for row in keyboard.inline_keyboard for button in row]


def test_every_language_of_the_site_is_offered_in_its_own_name() -> None:
    offered = buttons(language_keyboard(own_names(), None))
    assert len(offered) == 12
    assert {"Türkçe", "العربية", "简体中文", "ភាសាខ្មែរ"} <= {b.text for b in offered}
    assert [read_language(b.callback_data) for b in offered[:-1]] == list(own_names())


def test_the_chosen_language_is_marked() -> None:
    marked = [b.text for b in buttons(language_keyboard(own_names(), "tr")) if "✓" in b.text]
    assert marked == ["✓ Türkçe"]
    assert "✓" in buttons(language_keyboard(own_names(), None))[-1].text


@pytest.mark.parametrize("helpful", [True, False])
def test_a_thumb_sends_its_turn_and_verdict_within_64_bytes(helpful: bool) -> None:
    turn = str(uuid.uuid4())
    thumb = buttons(feedback_keyboard(turn, helpful))[0 if helpful else 1]
    assert thumb.text.startswith("✓")
    assert len(thumb.callback_data.encode()) <= 64
    assert read_feedback(thumb.callback_data) == (turn, helpful)


@pytest.mark.parametrize("data", ["", "fb:", "fb:*:x", "fb:+:../x", "lang:", "lang:x y", "x" * 64])
def test_anything_else_is_not_a_button_of_ours(data: str) -> None:
    assert read_feedback(data) is None
    assert read_language(data) is None
