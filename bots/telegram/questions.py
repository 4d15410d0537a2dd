"""Handles questions: sends the answer, and a preview of it while it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from assistant import answering
from assistant.exceptions import AssistantError, InvalidQuestion
from assistant.types import Answer, Event, Finished, SourcesFound, TextDelta
from bots import readers
from bots.conf import get_settings
from bots.models import Reader
from bots.rate_limit import Verdict, judge_question
from bots.telegram import texts
from bots.telegram.addressing import question_in
from bots.telegram.formatting import format_answer
from bots.telegram.keyboards import feedback_keyboard
from bots.telegram.localization import in_readers_language
from bots.telegram.logs import get_logger
from bots.telegram.richtext import Span, plain, to_html
from bots.telegram.streaming import Preview

logger = get_logger(__name__)


@in_readers_language
async def ask(update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader) -> None:
    """Answer the message's question, in several messages if it is long, and ask for a rating."""
    message = update.effective_message
    if message is None:
        return
    verdict = await judge_question("telegram", str(reader.telegram_id))
    if verdict is not Verdict.ALLOWED:
        if verdict is Verdict.REFUSED:
            await message.reply_text(texts.too_many())
        return
    question = question_in(message, context.bot)
    try:
        async with asyncio.timeout(get_settings().answer_timeout), Preview(message) as preview:
            answer = await _answer(question, reader, message.chat_id, preview)
    except InvalidQuestion as error:
        await message.reply_text(str(error))
        return
    await readers.remember(reader.telegram_id, message.chat_id, answer)
    parts = format_answer(answer)
    # A reply to small talk is "answered" without sources: there is nothing to rate.
    rated = answer.status != "answered" or bool(answer.citations)
    for number, part in enumerate(parts, start=1):
        last = rated and number == len(parts)
        await _send(message, part, feedback_keyboard(answer.id) if last else None)


async def _answer(question: str, reader: Reader, chat_id: int, preview: Preview) -> Answer:
    """Return the answer, and show it in the preview while it grows."""
    conversation = await readers.conversation(reader.telegram_id, chat_id)
    events = answering.astream(
        question,
        locale=readers.chosen_language(reader),
        conversation=conversation,
        channel="telegram",
    )
    # `astream` is typed as an iterator but returns a generator. It is closed here, so that it
    # does not wait for garbage collection.
    async with aclosing(cast("AsyncGenerator[Event]", events)):
        async for event in events:
            match event:
                case SourcesFound(citations=citations):
                    preview.citations = citations
                case TextDelta(text=text):
                    preview.text += text
                case Finished(answer=answer):
                    return answer
    raise AssistantError("The answer ended without being finished.")


async def _send(
    message: Message, spans: Sequence[Span], keyboard: InlineKeyboardMarkup | None
) -> None:
    """Send a part of an answer, with its keyboard if it has one."""
    try:
        await message.reply_text(to_html(spans), parse_mode=ParseMode.HTML, reply_markup=keyboard)
    except BadRequest as error:
        # Telegram refuses some addresses, for example. A plain answer is better than none.
        logger.warning("Sent an answer without formatting: %s", error)
        await message.reply_text(plain(spans), reply_markup=keyboard)
