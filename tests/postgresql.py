"""A PostgreSQL server of the tests' own, in a temporary folder: no system service, no other user's.

`cluster()` for whoever needs one elsewhere; `postgresql_url` for tests, which are skipped where
PostgreSQL is not installed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from modelsearch.backends.database.postgres.weights import BOOSTS_WEIGHTS, set_weights

from cms.runtime.postgresql import Cluster, free_port, programs

#: What a server needs that is thrown away afterwards: nothing is flushed to the disk.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "256MB",
}


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server, gone afterwards. Raises PostgresqlMissing."""
    # Not pytest's folder: as root, the user that the server runs as could not go in.
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    server = Cluster(folder, free_port(), _SETTINGS)
    try:
        server.start()
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A server for the whole run of this worker."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with cluster() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database for one test."""
    name = f"test_{free_port()}"
    yield postgresql.create(name)
    postgresql.drop(name)


@contextmanager
def connected_to(settings: dict[str, Any]) -> Iterator[None]:
    """Let another database be Django's own in this thread, by its settings."""
    whole = connections.configure_settings({"default": settings})["default"]
    own, other = connections["default"], load_backend(whole["ENGINE"]).DatabaseWrapper(whole)
    connections["default"] = other
    if other.vendor == "postgresql" and not BOOSTS_WEIGHTS:
        # What the site's search does at its start where the database is PostgreSQL.
        set_weights()
    try:
        yield
    finally:
        other.close()
        connections["default"] = own


@contextmanager
def kept(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Put a PostgreSQL database back as it is now; who is connected meanwhile is cut off."""
    name = str(database.settings_dict["NAME"])
    copy = f"{name[:40]}_before_{free_port()}"

    def others(*statements: str) -> None:
        connections.close_all()
        with database._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            for statement in statements:
                cursor.execute(statement.format(name=f'"{name}"', copy=f'"{copy}"'))

    others("CREATE DATABASE {copy} TEMPLATE {name}")
    try:
        yield
    finally:
        others("DROP DATABASE {name} WITH (FORCE)", "ALTER DATABASE {copy} RENAME TO {name}")
