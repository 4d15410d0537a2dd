"""The command `manage.py set_telegram_webhook` has Telegram send messages to the site, or stop."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bots.conf import get_settings
from bots.telegram.application import ALLOWED_UPDATES, api_base, publish_commands
from bots.telegram.logs import quieten_libraries


class Command(BaseCommand):
    """Sets the webhook, or deletes it with `--delete`."""

    help = "Tell Telegram to send messages to this site (webhook), or to stop doing so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", help="By default the webhook's address under WAGTAILADMIN_BASE_URL."
        )
        parser.add_argument("--delete", action="store_true", help="Go back to polling.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the settings, and set or delete the webhook; no error shows the token."""
        settings = get_settings()
        if not settings.telegram_token:
            raise CommandError(
                _("There is no token. Set TELEGRAM_BOT_TOKEN to the one from @BotFather.")
            )
        url = "" if options["delete"] else self._address(options["url"])
        if url and not settings.telegram_webhook_secret:
            raise CommandError(
                _("Set TELEGRAM_WEBHOOK_SECRET first, or anybody could speak for Telegram.")
            )
        try:
            asyncio.run(_tell_telegram(url))
        except InvalidToken:
            raise CommandError(_("Telegram refuses the bot's token.")) from None
        except TelegramError as error:
            raise CommandError(
                _("Telegram said: %(message)s") % {"message": error.message}
            ) from None
        self.stdout.write(
            _("Telegram now sends messages to %(url)s") % {"url": url}
            if url
            else _("Telegram no longer sends messages; run the bot by polling.")
        )

    def _address(self, given: str | None) -> str:
        """Return the address of the webhook. Raises CommandError unless it is an https address."""
        base = getattr(django_settings, "WAGTAILADMIN_BASE_URL", "") or ""
        url = given or base.rstrip("/") + reverse("bots:telegram")
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.netloc:
            raise CommandError(
                _("Telegram needs an address that begins with https://, not %(url)s.")
                % {"url": url}
            )
        return url


async def _tell_telegram(url: str) -> None:
    """Set the webhook to this URL, or delete it if the URL is empty."""
    settings = get_settings()
    quieten_libraries()
    async with Bot(settings.telegram_token, base_url=api_base()) as bot:
        if not url:
            await bot.delete_webhook()
            return
        await bot.set_webhook(
            url, secret_token=settings.telegram_webhook_secret, allowed_updates=ALLOWED_UPDATES
        )
        await publish_commands(bot)
