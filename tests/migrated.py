"""A migrated database, made once: to run all migrations takes half a minute of every process.

Kept in `var/tests/`, by the migrations that made it and the apps that are installed.
"""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from filelock import FileLock

from tests.sqlite_copies import copied

_ROOT = Path(__file__).resolve().parents[1]
_FOLDER = _ROOT / "var" / "tests"
#: What the assistant's migrations call.
_CALLED = _ROOT / "assistant" / "lexical"


def migrate() -> None:
    """Migrate the empty database of the settings in force, or put a copy of such a one in place.

    The tests of a process that begins later find the copy. Elsewhere than on SQLite all is run.
    """
    if connection.vendor != "sqlite":
        call_command("migrate", verbosity=0, interactive=False)
        return
    path = Path(connection.settings_dict["NAME"])
    with lock():
        if put(path):
            return
        call_command("migrate", verbosity=0, interactive=False)
        keep()


def keep() -> None:
    """Keep a copy of the database, which was just migrated."""
    kept = _kept()
    new = kept.with_suffix(".new")
    copied(new).close()
    connection.close()
    new.replace(kept)
    for old in sorted(_FOLDER.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-8]:
        old.unlink(missing_ok=True)


def put(path: Path) -> bool:
    """Put a copy at this path, if there is one already."""
    kept = _kept()
    if kept.exists():
        shutil.copy(kept, path)
    return kept.exists()


def lock() -> FileLock:
    """Held by who makes the copy: others wait for it."""
    return FileLock(f"{_kept()}.lock")


@cache
def _kept() -> Path:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    for part in (*settings.INSTALLED_APPS, settings.LANGUAGE_CODE, str(settings.LANGUAGES)):
        digest.update(part.encode())
    # By their files: to import migrations may ask the database that is not there yet.
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    for file in (file for folder in [*folders, _CALLED] for file in sorted(folder.glob("*.py"))):
        digest.update(file.read_bytes())
    return _FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"
