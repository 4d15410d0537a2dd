"""Questions in private chats, from a real update to what Telegram is told."""

import asyncio
import re
from functools import partial
from itertools import pairwise

import pytest
from django.core.cache import cache

from assistant.answering.pipeline import NOTHING_FOUND
from assistant.models import Conversation, Turn
from bots.models import Reader, Thread
from bots.rate_limit import Verdict, judge_question
from bots.telegram import concurrency, questions
from bots.telegram.formatting import format_answer
from tests.bots.conftest import Bot
from tests.bots.fake_telegram import TOKEN
from tests.bots.updates import message, person, press

pytestmark = pytest.mark.site

QUESTION = "When was JET appointed a UNEVOC Centre?"


async def test_a_question_is_answered_with_a_linked_source_and_thumbs(bot: Bot, jet_page) -> None:
    await bot.hears(message(QUESTION))
    [sent] = bot.telegram.told("sendMessage")
    assert "2019" in sent["text"]
    assert sent["parse_mode"] == "HTML"
    assert re.search(r'<a href="http://hub\.example/[^"]*jet/[^"]*">\[1\]</a>', sent["text"])
    assert "JET as a UNEVOC Centre</a>" in sent["text"]
    thumbs = sent["reply_markup"]["inline_keyboard"][0]
    assert [thumb["text"] for thumb in thumbs] == ["👍", "👎"]
    assert bot.telegram.told("sendChatAction")[0]["action"] == "typing"
    assert (await Turn.objects.select_related("conversation").aget()).conversation.channel == (
        "telegram"
    )


async def test_what_nobody_published_is_not_invented(bot: Bot, jet_page) -> None:
    await bot.hears(message("How tall is the highest mountain of Venus?"))
    [text] = bot.telegram.texts()
    assert NOTHING_FOUND in text
    assert (await Turn.objects.aget()).status == "unanswered"


async def test_the_conversation_goes_on_from_message_to_message(bot: Bot) -> None:
    for question in ("What is TVET?", "And who pays for it?"):
        await bot.hears(message(question))
    assert await Conversation.objects.acount() == 1
    assert await Turn.objects.acount() == 2
    assert await Thread.objects.acount() == 1


async def test_two_people_have_two_conversations(bot: Bot) -> None:
    for number in (7, 8):
        await bot.hears(message("What is TVET?", sender=person(number)))
    assert await Conversation.objects.acount() == 2


@pytest.mark.parametrize(("text", "expected"), [("?!", "Write a question"), ("a " * 1500, "2000")])
async def test_a_question_that_cannot_be_taken_says_what_to_do(
    bot: Bot, text: str, expected: str
) -> None:
    await bot.hears(message(text))
    [said] = bot.telegram.texts()
    assert expected in said
    assert await Turn.objects.acount() == 0


@pytest.mark.parametrize(
    "more",
    [
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
        {
            "sticker": {
                "file_id": "a",
                "file_unique_id": "b",
                "width": 1,
                "height": 1,
                "type": "regular",
                "is_animated": False,
                "is_video": False,
            }
        },
        {"location": {"latitude": 1.0, "longitude": 2.0}},
    ],
)
async def test_what_is_not_text_gets_a_kind_reply(bot: Bot, more: dict) -> None:
    await bot.hears(message(**more))
    assert "only read text" in bot.telegram.texts()[0]


async def test_an_album_gets_one_reply(bot: Bot) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    for _ in range(3):
        await bot.hears(message(photo=photo, media_group_id="9"))
    assert len(bot.telegram.texts()) == 1


@pytest.mark.parametrize("key", ["edited_message", "channel_post", "edited_channel_post"])
async def test_edits_and_channels_are_ignored(bot_without_database: Bot, key: str) -> None:
    await bot_without_database.hears(message(QUESTION, key=key))
    assert bot_without_database.telegram.calls == []


async def test_another_bot_and_service_messages_are_ignored(bot_without_database: Bot) -> None:
    pinned = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}
    await bot_without_database.hears(message(pinned_message=pinned))
    await bot_without_database.hears(message(QUESTION, sender=person(9, is_bot=True)))
    assert bot_without_database.telegram.calls == []


async def test_too_many_questions_are_refused_kindly_and_once(bot: Bot, settings) -> None:
    settings.BOTS = {"QUESTIONS_PER_MINUTE": 2}
    for _ in range(5):
        await bot.hears(message("What is TVET?"))
    await bot.hears(message("What is TVET?", sender=person(8)))
    texts = bot.telegram.texts()
    assert sum("wait a minute" in text for text in texts) == 1
    assert len(texts) == 4


async def test_questions_of_two_channels_are_counted_apart(settings) -> None:
    settings.BOTS = {"QUESTIONS_PER_MINUTE": 1}
    cache.clear()
    verdicts = [
        await judge_question(channel, "7", now=90.0) for channel in ("telegram", "other") * 2
    ]
    assert verdicts == [Verdict.ALLOWED, Verdict.ALLOWED, Verdict.REFUSED, Verdict.REFUSED]


async def test_a_long_answer_comes_in_several_messages_with_thumbs_under_the_last(
    bot: Bot, jet_page, monkeypatch
) -> None:
    # What a model may write fits into one message: here messages are shorter.
    monkeypatch.setattr(questions, "format_answer", partial(format_answer, limit=60))
    await bot.hears(message(QUESTION))
    sent = bot.telegram.told("sendMessage")
    assert len(sent) > 1
    assert ["reply_markup" in data for data in sent] == [False] * (len(sent) - 1) + [True]


async def test_an_answer_that_takes_time_is_shown_as_a_draft_and_then_sent(
    bot: Bot, jet_page, settings
) -> None:
    settings.ASSISTANT = {**settings.ASSISTANT, "LLM": "tests.bots.models.Slow"}
    await bot.hears(message(QUESTION))
    drafts = [call for call in bot.telegram.calls if call.method == "sendMessageDraft"]
    assert 2 <= len(drafts) <= 5
    assert {call.data["chat_id"] for call in drafts} == {"7"}
    assert len({call.data["draft_id"] for call in drafts}) == 1
    assert int(drafts[0].data["draft_id"]) != 0
    assert all(b.at - a.at > 0.9 for a, b in pairwise(drafts))
    texts = [call.data["text"] for call in drafts]
    assert sorted(texts, key=len) == texts
    assert bot.telegram.calls[-1].method == "sendMessage"
    assert texts[-1].split("<")[0] in bot.telegram.texts()[0]


async def test_drafts_that_telegram_refuses_do_not_cost_the_answer(
    bot: Bot, jet_page, settings
) -> None:
    settings.ASSISTANT = {**settings.ASSISTANT, "LLM": "tests.bots.models.Slow"}
    bot.telegram.fail("sendMessageDraft", 400, times=9, description="Bad Request: no drafts")
    await bot.hears(message(QUESTION))
    assert len(bot.telegram.told("sendMessageDraft")) == 1
    assert "2019" in bot.telegram.texts()[0]


async def test_a_failing_language_model_costs_its_wording_only(
    bot: Bot, jet_page, settings
) -> None:
    settings.ASSISTANT = {**settings.ASSISTANT, "LLM": "tests.bots.models.Broken"}
    await bot.hears(message(QUESTION))
    [text] = bot.telegram.texts()
    assert "2019" in text
    assert "secret detail" not in text


async def test_a_failure_apologises_in_the_readers_language_and_is_logged(
    bot: Bot, settings, caplog
) -> None:
    settings.ASSISTANT = {**settings.ASSISTANT, "EMBEDDINGS": "nobody:nothing"}
    await bot.hears(message(QUESTION))
    [text] = bot.telegram.texts()
    assert "went wrong" in text
    assert "nobody" not in text
    assert "Misconfigured" in caplog.text
    assert TOKEN not in caplog.text
    assert await Reader.objects.acount() == 0


async def test_somebody_who_blocked_the_bot_is_no_error(bot: Bot, caplog) -> None:
    bot.telegram.fail("sendMessage", 403, description="Forbidden: bot was blocked by the user")
    await bot.hears(message("What is TVET?"))
    assert len(bot.telegram.told("sendMessage")) == 1
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]


async def test_telegram_asking_to_wait_is_obeyed(bot: Bot) -> None:
    bot.telegram.fail("sendMessage", 429, parameters={"retry_after": 1})
    await bot.hears(message("/help"))
    first, second = (call for call in bot.telegram.calls if call.method == "sendMessage")
    assert second.at - first.at >= 1


async def test_a_lost_connection_is_tried_again(bot: Bot) -> None:
    bot.telegram.fail("sendMessage", 502, times=2)
    await bot.hears(message("/help"))
    assert len(bot.telegram.texts()) == 3


async def test_formatting_that_telegram_refuses_is_sent_plain(bot: Bot, jet_page) -> None:
    bot.telegram.fail("sendMessage", 400, description="Bad Request: can't parse entities")
    await bot.hears(message(QUESTION))
    second = bot.telegram.told("sendMessage")[1]
    assert "parse_mode" not in second
    assert "<a" not in second["text"]
    assert "reply_markup" in second


async def test_a_thumb_is_recorded_thanked_for_and_marked(bot: Bot) -> None:
    await bot.hears(message("What is TVET?"))
    thumbs = bot.telegram.told("sendMessage")[0]["reply_markup"]["inline_keyboard"][0]
    for thumb, helpful in ((thumbs[1], False), (thumbs[0], True)):
        await bot.hears(press(thumb["callback_data"]))
        assert (await Turn.objects.aget()).helpful is helpful
    assert "Thank you" in bot.telegram.told("answerCallbackQuery")[-1]["text"]
    shown = bot.telegram.told("editMessageReplyMarkup")[-1]["reply_markup"]["inline_keyboard"][0]
    assert [button["text"] for button in shown] == ["✓ 👍", "👎"]


async def test_a_thumb_on_a_forgotten_answer_is_answered_politely(bot: Bot) -> None:
    await bot.hears(press("fb:+:5a3f1c1e-0000-4000-8000-000000000000"))
    assert "no longer stored" in bot.telegram.told("answerCallbackQuery")[0]["text"]


@pytest.mark.parametrize("data", ["fb:?", "nonsense", "lang:xx"])
async def test_an_unknown_button_only_stops_its_spinner(bot: Bot, data: str) -> None:
    await bot.hears(press(data))
    assert [call.method for call in bot.telegram.calls] == ["answerCallbackQuery"]


async def test_a_slow_question_holds_up_only_its_own_asker(bot: Bot, jet_page, settings) -> None:
    settings.ASSISTANT = {**settings.ASSISTANT, "LLM": "tests.bots.models.Slow"}
    slow, other = person(7), person(8)
    first = asyncio.create_task(bot.hears(message(QUESTION, sender=slow)))
    await asyncio.sleep(0.3)
    second = asyncio.create_task(bot.hears(message("/help", sender=slow)))
    await bot.hears(message("/help", sender=other))
    assert not first.done()
    await asyncio.gather(first, second)
    order = [data["chat_id"] for data in bot.telegram.told("sendMessage")]
    assert order == ["8", "7", "7"]
    assert "2019" in bot.telegram.texts()[1]


async def test_a_flood_from_one_person_is_dropped(bot: Bot, jet_page, settings, caplog) -> None:
    settings.ASSISTANT = {**settings.ASSISTANT, "LLM": "tests.bots.models.Slow"}
    tasks = [asyncio.create_task(bot.hears(message(QUESTION)))]
    tasks += [
        asyncio.create_task(bot.hears(message("/help"))) for _ in range(concurrency.MAX_WAITING + 5)
    ]
    await asyncio.gather(*tasks)
    assert len(bot.telegram.texts()) == concurrency.MAX_WAITING
    assert "Dropped" in caplog.text


async def test_an_answer_that_takes_too_long_is_given_up_with_an_apology(
    bot: Bot, jet_page, settings
) -> None:
    settings.BOTS = {"ANSWER_TIMEOUT": 1}
    settings.ASSISTANT = {**settings.ASSISTANT, "LLM": "tests.bots.models.Slow"}
    await bot.hears(message(QUESTION))
    assert "took too long" in bot.telegram.texts()[0]
