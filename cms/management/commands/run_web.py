"""`manage.py run_web`: one of several web processes."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.runtime import many_processes


class Command(BaseCommand):
    """Serve the site, and nothing else, until stopped."""

    help = "Serve the site as one of several processes, on PostgreSQL and a Chroma server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (127.0.0.1).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (8000).")

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        """Run until interrupted."""
        many_processes.check()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            many_processes.serve_web(host, port)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
