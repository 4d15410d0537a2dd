"""Commands, the language that is remembered, forgetting."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assistant.models import Conversation, Turn
from bots import languages, readers
from bots.models import Reader, Thread
from bots.telegram.application import publish_commands
from tests.bots.conftest import Bot
from tests.bots.updates import message, person, press

pytestmark = pytest.mark.site


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/start", "Hello"),
        ("/start deep-link", "Hello"),
        ("/help", "/language"),
        ("/privacy", "180 days"),
        ("/nonsense", "/help"),
    ],
)
async def test_commands_say_what_they_are_for_and_keep_nothing(
    bot: Bot, command: str, expected: str
) -> None:
    await bot.hears(message(command))
    assert expected in bot.telegram.texts()[0]
    assert await Reader.objects.acount() == 0


async def test_ask_takes_its_question_from_the_command(bot: Bot) -> None:
    await bot.hears(message("/ask What is TVET?"))
    assert (await Turn.objects.aget()).question == "What is TVET?"


async def test_ask_alone_says_to_write_a_question(bot: Bot) -> None:
    await bot.hears(message("/ask"))
    assert "Write a question" in bot.telegram.texts()[0]


async def test_a_chosen_language_is_remembered_per_person(bot: Bot) -> None:
    await bot.hears(message("/language"))
    offered = bot.telegram.told("sendMessage")[0]["reply_markup"]["inline_keyboard"]
    assert len([button for row in offered for button in row]) == 12
    await bot.hears(press("lang:tr"))
    assert "Türkçe" in bot.telegram.told("editMessageText")[0]["text"]
    await bot.hears(message("What is TVET?"))
    await bot.hears(message("What is TVET?", sender=person(8)))
    assert {turn.locale async for turn in Turn.objects.all()} == {"tr", "en"}
    await bot.hears(press("lang:auto"))
    await bot.hears(message("What is TVET, please?"))
    assert (await Turn.objects.order_by("created_at").alast()).locale == "en"


async def test_without_a_choice_the_question_is_answered_in_its_own_language(bot: Bot) -> None:
    question = "JET merkezi ne zaman UNEVOC Merkezi olarak atandı?"
    await bot.hears(message(question, sender=person(language="en")))
    assert (await Turn.objects.aget()).locale == "tr"
    reader = await Reader.objects.aget()
    assert (reader.language, reader.last_language) == ("", "tr")


def test_the_bot_speaks_the_language_chosen_then_spoken_then_of_the_app() -> None:
    def spoken(code: str | None, **known: str) -> str:
        return readers.language_to_speak(Reader(telegram_id=1, **known), code)

    assert spoken("fr") == "fr"
    assert spoken("fr", last_language="tr") == "tr"
    assert spoken("fr", last_language="tr", language="ar") == "ar"
    assert spoken("fr", language="xx") == "fr"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("tr", "tr"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("fr-CA", "fr"),
        ("ar", "ar"),
        ("sv", "en"),
        (None, "en"),
        ("", "en"),
        ("../x", "en"),
    ],
)
def test_the_language_of_the_app_finds_one_of_the_site(code: str | None, expected: str) -> None:
    assert languages.from_telegram(code) == expected


async def test_forget_deletes_the_person_and_all_their_conversations(bot: Bot) -> None:
    await bot.hears(message("What is TVET?"))
    await bot.hears(message("@hub_bot What is TVET?", chat=-100500))
    await bot.hears(message("What is TVET?", sender=person(8)))
    assert await Conversation.objects.acount() == 3
    await bot.hears(message("/forget"))
    assert "deleted" in bot.telegram.texts()[-1]
    assert [reader.telegram_id async for reader in Reader.objects.all()] == [8]
    assert await Thread.objects.acount() == 1
    assert await Conversation.objects.acount() == 1
    assert await Turn.objects.acount() == 1
    await bot.hears(message("/forget"))


async def test_the_command_menu_is_given_in_every_language_of_the_site(bot: Bot) -> None:
    await publish_commands(bot.application.bot)
    told = bot.telegram.told("setMyCommands")
    assert [data.get("language_code") for data in told] == [
        None,
        "en",
        "fr",
        "es",
        "ar",
        "zh",
        "ru",
        "tr",
        "th",
        "vi",
        "id",
        "km",
    ]
    assert {command["command"] for command in told[0]["commands"]} == {
        "start",
        "help",
        "language",
        "privacy",
        "forget",
    }


async def test_a_menu_that_telegram_refuses_is_no_failure(bot: Bot, caplog) -> None:
    bot.telegram.fail("setMyCommands", 400)
    await publish_commands(bot.application.bot)
    assert "menu" in caplog.text


@pytest.mark.django_db
def test_those_not_seen_for_long_are_forgotten() -> None:
    now = timezone.now()
    for number, days in ((1, 10), (2, 179), (3, 181)):
        Reader.objects.create(telegram_id=number, last_seen=now - timedelta(days=days))
    out = StringIO()
    call_command("bots_prune", stdout=out)
    assert "1 person" in out.getvalue()
    assert set(Reader.objects.values_list("telegram_id", flat=True)) == {1, 2}
    call_command("bots_prune", days=30, stdout=out)
    assert set(Reader.objects.values_list("telegram_id", flat=True)) == {1}
    with pytest.raises(CommandError):
        call_command("bots_prune", days=0)
