"""Every failure has its apology, and no log shows a token."""

import logging

import pytest

from assistant import exceptions
from bots.telegram.errors import APOLOGIES, apology
from bots.telegram.logs import get_logger
from tests.bots.fake_telegram import TOKEN

pytestmark = pytest.mark.unit


def leaves(kind: type) -> list[type]:
    below = kind.__subclasses__()
    return [kind] if not below else [leaf for sub in below for leaf in leaves(sub)]


@pytest.mark.parametrize("kind", leaves(exceptions.AssistantError))
def test_every_error_of_the_assistant_is_mapped(kind: type[Exception]) -> None:
    said = apology(kind("shown to the asker"))
    if issubclass(kind, exceptions.InvalidQuestion):
        assert said == "shown to the asker"
    else:
        assert any(issubclass(kind, known) for known in APOLOGIES)
        assert "shown" not in said


def test_an_unknown_failure_is_never_quoted() -> None:
    assert "passwd" not in apology(ValueError("/etc/passwd"))


def test_a_token_is_hidden_in_messages_and_tracebacks(caplog) -> None:
    logger = get_logger("bots.test")
    with caplog.at_level(logging.INFO):
        logger.info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
        try:
            raise ValueError(f"no answer from /bot{TOKEN}/getMe")
        except ValueError:
            logger.exception("failed")
    assert TOKEN not in caplog.text
    assert "/bot(token)/getMe" in caplog.text
