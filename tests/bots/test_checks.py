"""System checks of `BOTS`."""

import pytest
from django.core.checks import run_checks

from bots.checks import check_settings

pytestmark = pytest.mark.unit

TOKEN = "123456:" + "a" * 35


def found(settings, **bots: object) -> dict[str, str]:
    settings.BOTS = bots
    return {m.id: f"{m.msg} {m.hint}" for m in run_checks() if str(m.id).startswith("bots.")}


def test_nothing_to_say_about_good_settings(settings) -> None:
    assert found(settings) == {}
    assert found(settings, TELEGRAM_TOKEN=TOKEN, TELEGRAM_WEBHOOK_SECRET="s" * 32) == {}


def test_a_dictionary_is_wanted(settings) -> None:
    settings.BOTS = ["TELEGRAM_TOKEN"]
    assert [message.id for message in check_settings()] == ["bots.E001"]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("TELEGRAM_TOKN", TOKEN, "bots.E002"),
        ("QUESTIONS_PER_MINUTE", -1, "bots.E003"),
        ("QUESTIONS_PER_MINUTE", True, "bots.E003"),
        ("ANSWER_TIMEOUT", "60", "bots.E003"),
        ("RETENTION_DAYS", 0, "bots.E003"),
        ("TELEGRAM_TOKEN", "my token", "bots.W001"),
        ("TELEGRAM_TOKEN", None, "bots.W001"),
        ("TELEGRAM_WEBHOOK_SECRET", "no blanks!", "bots.E004"),
        ("TELEGRAM_WEBHOOK_SECRET", "short", "bots.W002"),
        ("TELEGRAM_API_URL", "api.telegram.org", "bots.E005"),
    ],
)
def test_an_impossible_value_is_reported_with_a_hint(settings, key, value, code) -> None:
    messages = found(settings, **{key: value})
    assert list(messages) == [code]
    assert key in messages[code] or code == "bots.E002"


def test_secrets_are_never_in_a_message(settings) -> None:
    messages = found(settings, TELEGRAM_TOKEN="sesame-1", TELEGRAM_WEBHOOK_SECRET="sesame 2")
    assert messages
    assert "sesame" not in " ".join(messages.values())
