"""`manage.py serve`: the whole hub in one process, set up on the way."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms.demo import has_originals
from cms.runtime import single_process


class Command(BaseCommand):
    """Prepare what is missing, say where everything is, then serve until stopped."""

    help = (
        "Set up and serve the hub in one process: migrations, sample content, index, web server, "
        "task worker, and the Telegram bot where TELEGRAM_BOT_TOKEN is set."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether to load the sample."""
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (127.0.0.1).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (8000).")
        parser.add_argument("--no-sample", action="store_true", help="Do not load sample content.")
        parser.add_argument(
            "--prepare-only", action="store_true", help="Set up with all translations, then stop."
        )
        parser.add_argument(
            "--no-index",
            action="store_true",
            help="With --prepare-only: leave the index to workers.",
        )

    def handle(
        self,
        *,
        host: str,
        port: int,
        no_sample: bool,
        prepare_only: bool,
        no_index: bool = False,
        **options: Any,
    ) -> None:
        """Run until interrupted: by Ctrl+C, or as a service manager does."""
        # One way to stop: the web server hands each signal on once it has ended.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._run(host, port, no_sample=no_sample, prepare_only=prepare_only, no_index=no_index)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def _run(
        self, host: str, port: int, *, no_sample: bool, prepare_only: bool, no_index: bool
    ) -> None:
        single_process.check_port(host, port)
        if not no_index:
            single_process.prepare_model()
        if single_process.migrations_are_due():
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        wants_sample = settings.HUB_SAMPLE_CONTENT and not no_sample
        if wants_sample:
            if not has_originals():
                self.stdout.write("Loading the sample content …")
            single_process.load_sample(port, whole=prepare_only)
        if prepare_only and no_index:
            return
        single_process.index(self.stdout, whole=prepare_only)
        if prepare_only:
            return
        finish_sample = wants_sample and single_process.is_sample_unfinished()
        self.stdout.write(single_process.addresses(port))
        if finish_sample:
            self.stdout.write("The sample is there in English; the other languages follow now.\n")
        single_process.serve(host, port, finish_sample=finish_sample)
