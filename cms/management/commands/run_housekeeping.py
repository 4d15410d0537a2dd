"""`manage.py run_housekeeping`: the scheduler beside several web processes and workers."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.runtime import many_processes


class Command(BaseCommand):
    """Keep house until stopped."""

    help = (
        "Every minute publish and withdraw what is scheduled and delete what is old; every five "
        "minutes compare the index with the site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often."""
        parser.add_argument("--every", type=float, default=60, help="Seconds between rounds (60).")

    def handle(self, *, every: float, **options: Any) -> None:
        """Run until interrupted."""
        many_processes.check()
        stopped = threading.Event()
        many_processes.stop_on_signals(stopped)
        many_processes.keep_house(every, stopped)
