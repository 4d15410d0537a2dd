"""Runs the bot by polling: it fetches messages, so that no public address is needed."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError, TimedOut

from bots.telegram.application import (
    ALLOWED_UPDATES,
    AnyApplication,
    build_application,
    publish_commands,
    running,
)
from bots.telegram.bot_thread import BotThread, Stopped, or_stopped
from bots.telegram.logs import get_logger

logger = get_logger(__name__)

#: Seconds that Telegram keeps a request open while there are no messages.
_LONG_POLL = 25
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


def start(token: str) -> BotThread:
    """Run the bot in a thread of its own, and return the host, whose `stop` ends it.

    This neither waits for Telegram nor raises: after an outage the bot goes on; if Telegram refuses
    the token, the thread ends with one line in the log.
    """

    async def main(stopping: asyncio.Event) -> None:
        await _keep_running(token, stopping)

    return BotThread(main, name="telegram-polling").start()


async def _keep_running(token: str, stopping: asyncio.Event) -> None:
    """Run the bot, and again after failures, until it is stopped or the token is refused."""
    outage = _Outage(stopping)
    while not stopping.is_set():
        try:
            async with running(build_application(token), stopping) as application:
                await _switch_off_webhook(application.bot)
                await publish_commands(application.bot)
                logger.info("The Telegram bot @%s is listening", application.bot.username)
                await _poll(application, stopping, outage)
        except Stopped:
            return
        except InvalidToken:
            logger.error("Telegram refuses the bot's token. Set the right one and start again.")
            return
        except TelegramError as error:
            await outage.wait(error)
        except Exception:
            logger.exception("The Telegram bot failed and starts again")
            await outage.wait(None)


async def _switch_off_webhook(bot: Bot) -> None:
    """Delete the bot's webhook, if it has one: Telegram allows either a webhook or polling."""
    if (await bot.get_webhook_info()).url:
        logger.warning("The bot had a webhook; it is switched off, since this process polls")
        await bot.delete_webhook()


async def _poll(application: AnyApplication, stopping: asyncio.Event, outage: _Outage) -> None:
    """Fetch updates, and put them into the application's queue."""
    offset = 0
    try:
        while not stopping.is_set():
            try:
                updates = await or_stopped(
                    stopping,
                    application.bot.get_updates(
                        offset=offset, timeout=_LONG_POLL, allowed_updates=ALLOWED_UPDATES
                    ),
                )
            except TimedOut:
                continue  # no messages came, which is no outage
            except InvalidToken:
                raise
            except TelegramError as error:
                await outage.wait(error)
                continue
            outage.over()
            for update in updates:
                await application.update_queue.put(update)
                offset = update.update_id + 1
    finally:
        if offset:
            # Confirm the fetched updates, or Telegram would send them again at the next start.
            with suppress(TelegramError):
                await application.bot.get_updates(offset=offset, timeout=0, limit=1)


class _Outage:
    """Waits longer after each failure, and logs only the beginning and the end of an outage."""

    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        self._pause = 0.0

    async def wait(self, error: TelegramError | None) -> None:
        """Wait before the next try, or until the bot is stopped."""
        if not self._pause:
            reason = (
                "another program uses the same token"
                if isinstance(error, Conflict)
                else type(error).__name__
            )
            logger.warning("Telegram can't be reached (%s); trying on", reason)
        self._pause = min(_LONGEST_PAUSE, self._pause * 2 or _FIRST_PAUSE)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), self._pause)

    def over(self) -> None:
        """Record that Telegram answers again."""
        if self._pause:
            logger.info("Telegram can be reached again")
        self._pause = 0.0
