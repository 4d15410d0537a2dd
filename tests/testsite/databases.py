"""The databases that the assistant is tried on: SQLite, and PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings of the database at `url`; without one, of SQLite in `folder`.

    `url` is like `postgresql://user:password@host:5432/name`.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "site.sqlite3",
            # A file, not memory: servers' and workers' threads need connections of their own.
            "TEST": {"NAME": folder / "test.sqlite3"},
            "OPTIONS": {
                # Readers read while the worker writes, and a writer waits for its turn.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # To compile a query takes longer than to run any of ours.
        "OPTIONS": {"options": "-c jit=off"},
    }
