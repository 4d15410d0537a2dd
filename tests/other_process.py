"""Another process of the site under test, on the same database, index and files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def environment() -> dict[str, str]:
    """The variables by which a process is one of this site."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.other_process_settings",
        "TESTS_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
        "TESTS_DATABASE": str(settings.DATABASES["default"]["NAME"]),
        "TESTS_INDEX": str(settings.ASSISTANT["INDEX_DIR"]),
        "TESTS_MEDIA": str(settings.MEDIA_ROOT),
    }


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start `manage.py` with the arguments."""
    return start_python("-m", "django", *arguments)


def start_python(*arguments: str) -> subprocess.Popen[str]:
    """Start Python with the arguments."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment(),
        cwd=Path(__file__).resolve().parents[1],
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
