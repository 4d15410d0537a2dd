"""Settings and start of another process of the site under test, on the same database and index."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cms.settings.test import *  # noqa: F403
from cms.settings.test import ASSISTANT, DATABASES

_DATABASE, _INDEX, _MEDIA = "HUB_TESTS_DATABASE", "HUB_TESTS_INDEX", "HUB_TESTS_MEDIA"

DATABASES["default"]["NAME"] = os.environ.get(_DATABASE, "")
ASSISTANT = {**ASSISTANT, "INDEX_DIR": os.environ.get(_INDEX, "")}
MEDIA_ROOT = os.environ.get(_MEDIA, "")


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start `manage.py` with the arguments."""
    from django.conf import settings

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": __name__,
        _DATABASE: str(settings.DATABASES["default"]["NAME"]),
        _INDEX: str(settings.ASSISTANT["INDEX_DIR"]),
        _MEDIA: str(settings.MEDIA_ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "django", *arguments],
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def start_worker() -> subprocess.Popen[str]:
    """Start a task worker as `manage.py db_worker` does."""
    return start(
        "db_worker",
        "--backend",
        "assistant",
        "--queue-name",
        "assistant",
        "--interval",
        "0.05",
        "--no-startup-delay",
        "-v",
        "0",
    )


def run(*arguments: str) -> tuple[int, str, str]:
    """Run `manage.py`; returns its exit code, output and errors."""
    process = start(*arguments)
    out, errors = process.communicate(timeout=120)
    return process.returncode, out, errors
