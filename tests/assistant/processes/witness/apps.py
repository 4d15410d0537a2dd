"""The witness as an app, so that every process of a site under test has it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings


class WitnessConfig(AppConfig):
    """Stands around what `assistant.ingestion` does with a source."""

    name = "tests.assistant.processes.witness"

    def ready(self) -> None:
        """Begin to watch."""
        from assistant.ingestion import running

        sync = running._sync

        def watched(source: int) -> Any:
            write("begin", source)
            while Path(settings.WITNESS_HOLD).exists():
                time.sleep(0.05)
            try:
                return sync(source)
            finally:
                write("end", source)

        running._sync = watched


def write(what: str, source: int) -> None:
    """Add a line; those of all processes come in the order of what happened."""
    line = f"{time.monotonic_ns()} {what} {source} {os.getpid()}\n"
    file = os.open(settings.WITNESS_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode())
    os.close(file)
