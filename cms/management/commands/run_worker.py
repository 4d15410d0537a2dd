"""`manage.py run_worker`: one of several task workers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.runtime import many_processes


class Command(BaseCommand):
    """Work until stopped; the task under way is finished first."""

    help = "Do what stands in the task queue: index what changed, translate, check links."

    def handle(self, **options: Any) -> None:
        """Run until interrupted."""
        many_processes.check()
        many_processes.work()
