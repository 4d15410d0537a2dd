"""In groups the bot answers only who speaks to it."""

import pytest

from assistant.models import Conversation, Turn
from tests.bots.conftest import Bot
from tests.bots.fake_telegram import BOT
from tests.bots.updates import GROUP, entities, message, person, press

pytestmark = pytest.mark.site

ASKED = "What is TVET?"


def under(sender: dict, **more: object) -> dict:
    return {
        "reply_to_message": {
            "message_id": 3,
            "date": 1,
            "chat": {"id": GROUP, "type": "supergroup", "title": "T"},
            "from": sender,
            "text": "…",
            **more,
        }
    }


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("@hub_bot What is TVET?", {}),
        ("@HUB_Bot What is TVET?", {}),
        ("What is TVET? @hub_bot", {}),
        ("/ask@hub_bot What is TVET?", {}),
        ("/ASK@Hub_Bot What is TVET?", {}),
        (ASKED, under(BOT)),
        (
            "Hub What is TVET?",
            {"entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": BOT}]},
        ),
    ],
)
async def test_who_addresses_the_bot_is_answered_in_reply(bot: Bot, text: str, more: dict) -> None:
    await bot.hears(message(text, chat=GROUP, **more))
    [sent] = bot.telegram.told("sendMessage")
    assert sent["chat_id"] == str(GROUP)
    assert sent["reply_parameters"]["message_id"]
    assert bot.telegram.told("sendMessageDraft") == []
    assert "hub_bot" not in (await Turn.objects.aget()).question.lower()


async def test_the_mention_is_taken_out_even_behind_emoji(bot: Bot) -> None:
    await bot.hears(message("👍🏽 @hub_bot What is TVET?", chat=GROUP))
    assert (await Turn.objects.aget()).question == "👍🏽   What is TVET?"


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (ASKED, {}),
        ("/ask What is TVET?", {}),
        ("/start", {}),
        ("/ask@other_bot What is TVET?", {}),
        ("@other_bot What is TVET?", {}),
        ("mail@hub_bot.example What is TVET?", {}),
        ("@hub_bot_two What is TVET?", {}),
        ("/start@hub_bot_two", {}),
        (ASKED, under(person(9))),
        (ASKED, under(BOT, forum_topic_created={"name": "News", "icon_color": 1})),
        ("@hub_bot What is TVET?", {"sender": person(9, is_bot=True)}),
        (None, {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}),
    ],
)
async def test_everything_else_is_ignored(
    bot_without_database: Bot, text: str | None, more: dict
) -> None:
    await bot_without_database.hears(message(text, chat=GROUP, **more))
    assert bot_without_database.telegram.calls == []


async def test_commands_that_name_the_bot_work(bot: Bot) -> None:
    await bot.hears(message("/help@hub_bot", chat=GROUP))
    assert "/language" in bot.telegram.texts()[0]


async def test_a_private_conversation_does_not_leak_into_a_group(bot: Bot) -> None:
    await bot.hears(message(ASKED))
    await bot.hears(message("@hub_bot And who pays for it?", chat=GROUP))
    assert await Conversation.objects.acount() == 2


async def test_a_language_chosen_in_private_counts_in_groups(bot: Bot) -> None:
    await bot.hears(press("lang:fr"))
    await bot.hears(message("@hub_bot What is TVET?", chat=GROUP))
    assert (await Turn.objects.aget()).locale == "fr"


def test_the_updates_of_these_tests_count_as_telegram_does() -> None:
    assert entities("👍 /ask@hub_bot x")[0] == {"type": "bot_command", "offset": 3, "length": 12}
