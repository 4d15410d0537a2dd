"""`manage.py serve_many`: the hub in many processes on one machine, for trying that out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.runtime.postgresql import Cluster, PostgresqlMissing, free_port
from cms.runtime.single_process import addresses, check_port


class Command(BaseCommand):
    """Start PostgreSQL if need be, prepare the database, start what the Procfile names."""

    help = (
        "Serve the hub in many processes on this machine: PostgreSQL (its own, or that of "
        "HUB_DATABASE_URL) and what the Procfile names. For trying out."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the web processes listen."""
        parser.add_argument("--port", type=int, default=8000, help="The first port (8000).")

    def handle(self, *, port: int, **options: Any) -> None:
        """Run until interrupted."""
        # Also when a service manager stops it, PostgreSQL is stopped at the end.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        for module in ("psycopg", "honcho"):
            if find_spec(module) is None:
                raise CommandError(f"{module} is not installed: pip install 'tvet-hub[many]'")
        for number in (port, port + 1):
            check_port("127.0.0.1", number)
        chroma = free_port()
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HUB_DATA_DIR": str(settings.DATA_DIR),
            "HUB_CHROMA_PORT": str(chroma),
            "ASSISTANT_CHROMA_URL": f"http://127.0.0.1:{chroma}",
            "HUB_PORT": str(port),
            "HUB_SECOND_PORT": str(port + 1),
            "ANONYMIZED_TELEMETRY": "False",
        }
        with ExitStack() as stack, suppress(KeyboardInterrupt):
            if not os.environ.get("HUB_DATABASE_URL"):
                environment["HUB_DATABASE_URL"] = self._database(stack)
            prepare = ("serve", "--prepare-only", "--no-index", "--port", str(port))
            self._run(environment, "manage.py", *prepare)
            self.stdout.write(addresses(port))
            self.stdout.write(f"  The second web process: http://localhost:{port + 1}/\n")
            self._run(environment, "-m", "honcho", "start")

    def _database(self, stack: ExitStack) -> str:
        try:
            server = Cluster(Path(settings.DATA_DIR) / "postgresql", free_port())
            self.stdout.write("Starting PostgreSQL …")
            server.start()
        except (PostgresqlMissing, RuntimeError) as error:
            raise CommandError(f"{error} Or set HUB_DATABASE_URL to a database.") from error
        stack.callback(server.stop)
        return server.create_once("hub")

    def _run(self, environment: dict[str, str], *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments], env=environment, cwd=settings.BASE_DIR, check=False
        )
        if done.returncode > 0:
            raise CommandError(f"It failed: {' '.join(arguments)}")
