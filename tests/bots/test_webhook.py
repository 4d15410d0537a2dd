"""Messages that Telegram sends to the site."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import AsyncClient, Client
from django.urls import reverse

from assistant.models import Turn
from bots.telegram import webhook
from tests.bots.fake_telegram import TOKEN, FakeTelegram, serve
from tests.bots.test_polling import until
from tests.bots.updates import message

pytestmark = pytest.mark.site

SECRET = "s3cret_" * 5


@pytest.fixture
def telegram(database: None, unused_telegram: FakeTelegram) -> FakeTelegram:
    return unused_telegram


@pytest.fixture
def unused_telegram(settings) -> Iterator[FakeTelegram]:
    """For what must be refused: touching the database would be refused as well."""
    telegram = FakeTelegram()
    with serve(telegram) as url:
        settings.BOTS = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": url,
        }
        yield telegram
        assert webhook.stop()


def post(data: Any, secret: str | None = SECRET, client: Client | None = None) -> int:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    client = client or Client(enforce_csrf_checks=True)
    response = client.post(
        reverse("bots:telegram"), body, content_type="application/json", headers=headers
    )
    assert response.content == b""
    return response.status_code


def test_an_update_is_taken_and_answered(telegram: FakeTelegram) -> None:
    assert post(message("What is TVET?")) == 200
    until(lambda: telegram.texts())
    assert Turn.objects.count() == 1


def test_updates_are_answered_by_one_application(telegram: FakeTelegram) -> None:
    for _ in range(3):
        assert post(message("/help")) == 200
    until(lambda: len(telegram.texts()) == 3)
    assert len(telegram.told("getMe")) == 1


async def test_it_works_in_an_async_server(telegram: FakeTelegram) -> None:
    response = await AsyncClient().post(
        reverse("bots:telegram"),
        message("/help"),
        content_type="application/json",
        headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
    )
    assert response.status_code == 200
    until(lambda: telegram.texts())


def test_an_update_that_comes_again_is_answered_once(telegram: FakeTelegram) -> None:
    update = message("/help")
    assert [post(update), post(update), post(message("/privacy"))] == [200, 200, 200]
    until(lambda: len(telegram.texts()) == 2)
    assert webhook.stop()
    assert len(telegram.texts()) == 2


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "é"])
def test_without_the_secret_nothing_is_taken(
    unused_telegram: FakeTelegram, secret: str | None
) -> None:
    assert post(message("/help"), secret) == 403
    assert unused_telegram.calls == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[1]", 400),
        (b'{"update_id": "x"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 1, "message": {"chat": 5}}', 400),
        (b'{"update_id": 1, "x": "' + b"y" * 1_000_000 + b'"}', 413),
    ],
)
def test_what_is_no_update_is_refused(
    unused_telegram: FakeTelegram, body: bytes, status: int
) -> None:
    assert post(body) == status


def test_only_post_is_allowed(unused_telegram: FakeTelegram) -> None:
    response = Client().get(reverse("bots:telegram"))
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("missing", ["TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET"])
def test_a_site_without_a_webhook_has_none(database: None, settings, missing: str) -> None:
    settings.BOTS = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET, missing: ""}
    assert post(message("/help")) == 404


def test_while_telegram_refuses_the_bot_updates_are_to_come_again(
    telegram: FakeTelegram, caplog
) -> None:
    telegram.fail("getMe", 401)
    update = message("/help")
    assert post(update) == 503
    assert TOKEN not in caplog.text
    assert post(update) == 200
    until(lambda: telegram.texts())


def test_telegram_is_told_where_to_send_messages(telegram: FakeTelegram, settings, capsys) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://hub.example"
    call_command("set_telegram_webhook")
    [told] = telegram.told("setWebhook")
    assert told["url"] == "https://hub.example" + reverse("bots:telegram")
    assert told["secret_token"] == SECRET
    assert told["allowed_updates"] == ["message", "callback_query"]
    assert len(telegram.told("setMyCommands")) == 12
    call_command("set_telegram_webhook", "--delete")
    assert telegram.told("deleteWebhook")
    assert SECRET not in capsys.readouterr().out


def test_a_webhook_needs_https_a_secret_and_a_token_that_telegram_takes(
    telegram: FakeTelegram, settings
) -> None:
    with pytest.raises(CommandError, match="https://"):
        call_command("set_telegram_webhook", "http://hub.example/bots/telegram/")
    telegram.fail("getMe", 401)
    with pytest.raises(CommandError, match="refuses") as refused:
        call_command("set_telegram_webhook", "https://hub.example/bots/telegram/")
    assert TOKEN not in str(refused.value)
    settings.BOTS = {**settings.BOTS, "TELEGRAM_WEBHOOK_SECRET": ""}
    with pytest.raises(CommandError, match="SECRET"):
        call_command("set_telegram_webhook", "https://hub.example/bots/telegram/")
    settings.BOTS = {}
    with pytest.raises(CommandError, match="TOKEN"):
        call_command("set_telegram_webhook")
