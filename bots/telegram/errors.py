"""Handles errors: one table of what the bot says; details go only to the log."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from telegram import Update, User
from telegram.error import Forbidden, TelegramError
from telegram.ext import ContextTypes

from assistant import exceptions
from bots import languages, readers
from bots.telegram.logs import get_logger

logger = get_logger(__name__)

_SOON = gettext_noop("Sorry, I can't answer right now. Please try again in a few minutes.")
_SLOW = gettext_noop("Sorry, this took too long. Please try again with a shorter question.")
_OURS = gettext_noop("Sorry, something went wrong on our side. Please try again later.")
_GONE = gettext_noop("This answer is no longer stored, so it can't be rated.")

#: The first match counts, so a class comes before its base class.
APOLOGIES: dict[type[BaseException], str] = {
    exceptions.ProviderUnavailable: _SOON,
    exceptions.IndexUnavailable: _SOON,
    exceptions.ProviderMisconfigured: _OURS,
    exceptions.ProviderError: _OURS,
    exceptions.TurnNotFound: _GONE,
    TimeoutError: _SLOW,
}


def apology(error: BaseException) -> str:
    """Return a sentence for any error, in the active language; unknown ones show no details."""
    if isinstance(error, exceptions.InvalidQuestion):
        return str(error)
    found = (text for kind, text in APOLOGIES.items() if isinstance(error, kind))
    return _(next(found, _OURS))


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what a handler raised, and apologise. The application calls this."""
    error = context.error
    if error is None or isinstance(error, Forbidden):
        return  # the person blocked the bot, or it was removed from the group
    if isinstance(error, TelegramError):
        logger.warning("Telegram refused or failed: %s: %s", type(error).__name__, error)
    else:
        logger.error("A message could not be handled", exc_info=error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    with translation.override(await _language_of(update.effective_user)):
        text = apology(error)
    try:
        if update.callback_query:
            await update.callback_query.answer(text)
        elif update.effective_message:
            await update.effective_message.reply_text(text)
    except TelegramError as again:
        logger.warning("Could not apologise: %s: %s", type(again).__name__, again)


async def _language_of(user: User | None) -> str:
    """Return the language in which to apologise to this user."""
    code = user.language_code if user else None
    if user is None:
        return languages.from_telegram(code)
    try:
        return readers.language_to_speak(await readers.load(user.id), code)
    except Exception:  # the database itself may be what failed
        logger.exception("Could not look up a reader's language")
        return languages.from_telegram(code)
