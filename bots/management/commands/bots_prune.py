"""Forgets people who have not written for a long time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bots.conf import get_settings
from bots.readers import prune


class Command(BaseCommand):
    """`manage.py bots_prune [--days N]`; safe to run every night."""

    help = "Forget people who have not written to a bot for a long time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--days`."""
        parser.add_argument(
            "--days", type=int, help="Days without a message; by default BOTS['RETENTION_DAYS']."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prune and say how many."""
        days = options["days"] if options["days"] is not None else get_settings().retention_days
        if days < 1:
            raise CommandError(_("Give 1 day or more."))
        count = prune(days=days)
        self.stdout.write(
            ngettext("Forgot %(count)d person.", "Forgot %(count)d people.", count)
            % {"count": count}
        )
