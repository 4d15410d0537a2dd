"""Chooses the database: SQLite in the data folder, or PostgreSQL if `HUB_DATABASE_URL` is set."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Seconds after which PostgreSQL cancels a statement; no request of a reader takes that long.
_STATEMENT_TIMEOUT = 120
#: Seconds after which a server that does not answer counts as down.
_CONNECT_TIMEOUT = 10


def database(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database at `url`; without one, of SQLite in `folder`.

    `url` is `postgresql://user:password@host:port/name`; what follows a `?`, such as
    `sslmode=require` or `host=/run/postgresql`, is handed to PostgreSQL's client library. Reserved
    characters are percent-encoded, such as `%40`. Raises ImproperlyConfigured.
    """
    if not url:
        return _sqlite(folder / "hub.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # The error's message may contain the password, so it is dropped.
        raise ImproperlyConfigured(_WRONG) from None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name or "/" in name:
        raise ImproperlyConfigured(_WRONG)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": options.pop("user", unquote(parts.username or "")),
        "PASSWORD": options.pop("password", unquote(parts.password or "")),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or options.pop("port", "")),
        # Under ASGI each request has a thread of its own, so a kept connection would be lost.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": _CONNECT_TIMEOUT,
            # Compiling a query takes longer than running any of ours.
            "options": f"-c statement_timeout={_STATEMENT_TIMEOUT}s -c jit=off",
            **options,
        },
    }


_WRONG = "HUB_DATABASE_URL must be like postgresql://user:password@host:5432/name."


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "cms.runtime.sqlite",
        "NAME": path,
        "OPTIONS": {
            # WAL lets visitors read while the worker writes; IMMEDIATE makes a writer wait for its
            # turn instead of failing half-way with "database is locked".
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
            ),
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
