"""The command `manage.py bots_prune` forgets people who have not written for a long time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bots.conf import get_settings
from bots.readers import prune


class Command(BaseCommand):
    """Deletes old readers; safe to run every night."""

    help = "Forget people who have not written to a bot for a long time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, help="Days without a message; by default BOTS['RETENTION_DAYS']."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them, and print how many they were."""
        days = options["days"] if options["days"] is not None else get_settings().retention_days
        if days < 1:
            raise CommandError(_("Give 1 day or more."))
        count = prune(days=days)
        self.stdout.write(
            ngettext("Forgot %(count)d person.", "Forgot %(count)d people.", count)
            % {"count": count}
        )
