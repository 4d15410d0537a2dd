"""The command `manage.py run_telegram` runs the Telegram bot by polling, in its own process."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bots.conf import get_settings
from bots.telegram import polling


class Command(BaseCommand):
    """Runs the bot; ends cleanly on SIGTERM and Ctrl-C."""

    help = "Run the Telegram bot by polling, in a process of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        """Poll until a signal arrives, or until Telegram refuses the token."""
        token = get_settings().telegram_token
        if not token:
            raise CommandError(
                _("There is no token. Set TELEGRAM_BOT_TOKEN to the one from @BotFather.")
            )
        handle = polling.start(token)
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            # Waits in short slices, because some platforms handle no signal during a long wait.
            while not handle.wait(1.0):
                pass
        except KeyboardInterrupt:
            handle.stop()
            return
        finally:
            signal.signal(signal.SIGTERM, before)
        raise CommandError(_("The bot has stopped. The log says why."))
