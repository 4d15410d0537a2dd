"""Assembles the bot: which handler handles which update, and the command menu."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from telegram import Bot, BotCommand, LinkPreviewOptions, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from assistant.text import site_languages
from bots.conf import get_settings
from bots.telegram import commands, keyboards, questions, texts
from bots.telegram.addressing import CommandToBot, QuestionToBot
from bots.telegram.bot_thread import or_stopped
from bots.telegram.concurrency import OneByOnePerPerson
from bots.telegram.delivery import BoundedRetries
from bots.telegram.errors import on_error
from bots.telegram.logs import get_logger, quieten_libraries

logger = get_logger(__name__)

#: The library's class is generic over contexts and stored data, which the bot does not use.
AnyApplication = Application[Any, Any, Any, Any, Any, Any]

#: The updates that Telegram is asked to send. An edited message is not answered again.
ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY]
_SECONDS_TO_FINISH = 10.0


def build_application(token: str, *, request: BaseRequest | None = None) -> AnyApplication:
    """Return the bot with its handlers, not yet initialised; `request` replaces the network."""
    quieten_libraries()
    builder = (
        ApplicationBuilder()
        .token(token)
        .base_url(api_base())
        .updater(None)
        .job_queue(None)
        .concurrent_updates(OneByOnePerPerson())
        .rate_limiter(BoundedRetries())
        .defaults(
            Defaults(
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                allow_sending_without_reply=True,
            )
        )
    )
    if request is None:
        builder = builder.connect_timeout(10).read_timeout(20).write_timeout(20).pool_timeout(10)
    else:
        builder = builder.request(request).get_updates_request(request)
    application = builder.build()
    _add_handlers(application)
    application.add_error_handler(on_error)
    return application


def api_base() -> str:
    """Return the Bot API's address, to which the library appends the token."""
    return f"{get_settings().telegram_api_url.rstrip('/')}/bot"


def _add_handlers(application: AnyApplication) -> None:
    new = filters.UpdateType.MESSAGE
    command = new & CommandToBot()
    for name, handler in {
        "start": commands.start,
        "help": commands.show_help,
        "language": commands.language,
        "privacy": commands.privacy,
        "forget": commands.forget,
        "ask": questions.ask,
    }.items():
        application.add_handler(CommandHandler(name, handler, filters=command))
    private = new & filters.ChatType.PRIVATE
    application.add_handlers(
        [
            MessageHandler(new & QuestionToBot(), questions.ask),
            MessageHandler(private & command, commands.show_help),
            MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, commands.not_text),
            CallbackQueryHandler(commands.language_button, pattern=keyboards.LANGUAGE),
            CallbackQueryHandler(commands.feedback_button, pattern=keyboards.FEEDBACK),
            CallbackQueryHandler(commands.unknown_button),
        ]
    )


async def publish_commands(bot: Bot) -> None:
    """Send Telegram the command menu in each of the site's languages; a failure is only logged."""
    # Telegram takes only two-letter codes; the menu without a code is for everybody else.
    menus: list[tuple[str, str | None]] = [(site_languages()[0], None)]
    menus += [(code, code.split("-")[0]) for code in site_languages()]
    try:
        for language, telegram_code in menus:
            if telegram_code is None or len(telegram_code) == 2:
                with translation.override(language):
                    menu = [BotCommand(name, _(text)) for name, text in texts.COMMANDS.items()]
                await bot.set_my_commands(menu, language_code=telegram_code)
    except TelegramError as error:
        logger.warning("The command menu is not up to date: %s", type(error).__name__)


@asynccontextmanager
async def running(
    application: AnyApplication, stopping: asyncio.Event
) -> AsyncIterator[AnyApplication]:
    """Run the application inside the block; at its end, let it finish what it has begun.

    It handles what is put into its `update_queue`. Raises telegram.error.TelegramError if Telegram
    can't be reached or refuses the token, and Stopped if `stopping` is set before it answers.
    """
    try:
        await or_stopped(stopping, application.initialize())
        await application.start()
        yield application
    finally:
        if application.running:
            with suppress(TimeoutError):
                await asyncio.wait_for(application.stop(), _SECONDS_TO_FINISH)
        await application.shutdown()
        # The call above does nothing if Telegram never answered, and would leave connections open.
        await application.bot.shutdown()
