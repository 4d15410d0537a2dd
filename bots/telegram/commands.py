"""Handles the bot's commands and buttons, and messages that are not text."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.utils import translation
from telegram import Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from assistant import answering
from assistant.exceptions import TurnNotFound
from bots import languages, readers
from bots.models import Reader
from bots.telegram import keyboards, texts
from bots.telegram.localization import in_readers_language


async def _reply(update: Update, text: str) -> None:
    if update.effective_message:
        await update.effective_message.reply_text(text)


@in_readers_language
async def start(update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader) -> None:
    """Handle /start: greet the person."""
    await _reply(update, texts.welcome(context.bot.username))


@in_readers_language
async def show_help(update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader) -> None:
    """Handle /help, and any command that does not exist."""
    await _reply(update, texts.help_text(context.bot.username))


@in_readers_language
async def privacy(update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader) -> None:
    """Handle /privacy: say what is stored."""
    await _reply(update, texts.privacy())


@in_readers_language
async def forget(update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader) -> None:
    """Handle /forget: delete what is stored."""
    await sync_to_async(readers.forget)(reader.telegram_id)
    await _reply(update, texts.forgotten())


@in_readers_language
async def language(update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader) -> None:
    """Handle /language: offer the site's languages."""
    if update.effective_message:
        keyboard = keyboards.language_keyboard(
            languages.own_names(), readers.chosen_language(reader)
        )
        await update.effective_message.reply_text(texts.choose_language(), reply_markup=keyboard)


@in_readers_language
async def language_button(
    update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader
) -> None:
    """Store the language of the button, and confirm it in that language."""
    query = update.callback_query
    if query is None:
        return
    names = languages.own_names()
    code = keyboards.read_language(query.data or "")
    if code != "auto" and code not in names:
        await query.answer()
        return
    await readers.choose_language(reader.telegram_id, "" if code == "auto" else code)
    with translation.override(translation.get_language() if code == "auto" else code):
        text = texts.language_automatic() if code == "auto" else texts.language_chosen(names[code])
        await query.answer()
        await _ignore_refusal(query.edit_message_text(text))


@in_readers_language
async def feedback_button(
    update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader
) -> None:
    """Record the rating of the button, say thanks, and mark the button."""
    query = update.callback_query
    if query is None:
        return
    pressed = keyboards.read_feedback(query.data or "")
    if pressed is None:
        await query.answer()
        return
    turn, helpful = pressed
    try:
        await sync_to_async(answering.record_feedback)(turn, helpful)
    except TurnNotFound:
        await query.answer(texts.answer_gone())
        await _ignore_refusal(query.edit_message_reply_markup(None))
        return
    await query.answer(texts.thanks())
    await _ignore_refusal(
        query.edit_message_reply_markup(keyboards.feedback_keyboard(turn, helpful))
    )


async def unknown_button(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """End the spinner on a button of an older version of the bot."""
    if update.callback_query:
        await update.callback_query.answer()


@in_readers_language
async def not_text(update: Update, context: ContextTypes.DEFAULT_TYPE, reader: Reader) -> None:
    """Reply to a photo, a voice message and the like that the bot reads only text.

    An album gets one reply, though Telegram sends a message for each photo in it.
    """
    message = update.effective_message
    if message is None:
        return
    if await cache.aadd(f"bots:not-text:{message.media_group_id or message.message_id}", 1, 60):
        await message.reply_text(texts.only_text())


async def _ignore_refusal(request: object) -> None:
    """Await a request to change a message, and ignore that Telegram refuses it.

    Telegram refuses when nothing changes, or the message is too old.
    """
    try:
        await request  # type: ignore[misc]
    except BadRequest:
        return
