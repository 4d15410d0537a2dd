"""The bot beside a web server: fetching messages over real HTTP from a Telegram of our own."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command

from assistant.models import Turn
from bots.telegram import polling
from tests.bots.fake_telegram import TOKEN, FakeTelegram, serve
from tests.bots.updates import message, person

pytestmark = pytest.mark.site


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def telegram(database: None, settings) -> Iterator[FakeTelegram]:
    telegram = FakeTelegram()
    with serve(telegram) as url:
        settings.BOTS = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": url}
        yield telegram


def test_messages_are_fetched_answered_and_confirmed(telegram: FakeTelegram, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        handle = polling.start(TOKEN)
        asked = [message("What is TVET?", sender=person(number)) for number in (7, 8)]
        for update in asked:
            telegram.arrive(update)
        until(lambda: len(telegram.texts()) == 2)
        assert handle.stop(timeout=10)
    assert Turn.objects.count() == 2
    assert len(telegram.told("setMyCommands")) == 12
    assert int(telegram.told("getUpdates")[-1]["offset"]) == asked[-1]["update_id"] + 1
    assert TOKEN not in caplog.text


def test_polling_switches_a_webhook_off_and_says_so(telegram: FakeTelegram, caplog) -> None:
    telegram.webhook = "https://hub.example/bots/telegram/"
    handle = polling.start(TOKEN)
    until(lambda: telegram.told("getUpdates"))
    assert handle.stop(timeout=10)
    assert telegram.webhook == ""
    assert "webhook" in caplog.text


def test_a_message_that_is_being_answered_is_answered_before_the_bot_stops(
    telegram: FakeTelegram,
) -> None:
    handle = polling.start(TOKEN)
    telegram.arrive(message("What is TVET?"))
    until(lambda: telegram.told("sendChatAction"))
    assert handle.stop(timeout=15)
    assert len(telegram.texts()) == 1


def test_a_refused_token_ends_the_bot_with_one_clear_line(telegram: FakeTelegram, caplog) -> None:
    wrong = "654321:" + "z" * 35
    with caplog.at_level(logging.INFO):
        assert polling.start(wrong).wait(10)
    [record] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "refuses the bot's token" in record.getMessage()
    assert record.exc_info is None
    assert wrong not in caplog.text


def test_an_outage_is_waited_out(telegram: FakeTelegram, caplog) -> None:
    telegram.fail("getUpdates", 502, times=2)
    with caplog.at_level(logging.INFO):
        handle = polling.start(TOKEN)
        telegram.arrive(message("/help"))
        until(lambda: telegram.texts())
        assert handle.stop(timeout=10)
    lines = [r.getMessage() for r in caplog.records if "reached" in r.getMessage()]
    assert len(lines) == 2
    assert "again" in lines[1]


def test_a_second_program_with_the_same_token_is_named_in_the_log(
    telegram: FakeTelegram, caplog
) -> None:
    telegram.fail("getUpdates", 409, description="Conflict: terminated by other getUpdates")
    handle = polling.start(TOKEN)
    until(lambda: "same token" in caplog.text)
    assert handle.stop(timeout=10)


def test_no_network_at_all_does_not_hold_up_stopping(database: None, settings, caplog) -> None:
    settings.BOTS = {"TELEGRAM_API_URL": "http://127.0.0.1:9"}
    handle = polling.start(TOKEN)
    time.sleep(0.3)
    begun = time.monotonic()
    assert handle.stop(timeout=10)
    assert time.monotonic() - begun < 2
    assert handle.stop()


def test_the_command_runs_the_bot_until_it_is_told_to_stop(telegram: FakeTelegram) -> None:
    telegram.arrive(message("/help"))
    before = threading.active_count()

    def refuse_later() -> None:
        until(lambda: telegram.texts())
        telegram.fail("getUpdates", 401, times=9)

    helper = threading.Thread(target=refuse_later)
    helper.start()
    with pytest.raises(CommandError, match="has stopped"):
        call_command("run_telegram")
    helper.join()
    assert telegram.texts()
    until(lambda: threading.active_count() <= before)


def test_the_command_wants_a_token(settings) -> None:
    settings.BOTS = {}
    with pytest.raises(CommandError, match="TELEGRAM_BOT_TOKEN"):
        call_command("run_telegram")
