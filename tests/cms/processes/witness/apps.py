"""The witness as an app, so that every process of a site under test has it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings


class WitnessConfig(AppConfig):
    """Stands around what `assistant.ingestion` does with a source."""

    name = "tests.cms.processes.witness"

    def ready(self) -> None:
        """Begin to watch."""
        from assistant.ingestion import pipeline

        sync = pipeline._sync

        def watched(sources: Sequence[int]) -> Any:
            write("begin", sources)
            while Path(settings.WITNESS_HOLD).exists():
                time.sleep(0.05)
            try:
                return sync(sources)
            finally:
                write("end", sources)

        pipeline._sync = watched


def write(what: str, sources: Sequence[int]) -> None:
    """Add a line for each; those of all processes come in the order of what happened."""
    now = time.monotonic_ns()
    line = "".join(f"{now} {what} {source} {os.getpid()}\n" for source in sources)
    file = os.open(settings.WITNESS_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode())
    os.close(file)
