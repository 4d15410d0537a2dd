"""A PostgreSQL server of the tests' own, in a temporary folder: no system service, no other user's.

`cluster()` for whoever needs one elsewhere; `postgresql_url` for tests, which are skipped where
PostgreSQL is not installed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

#: Where Debian keeps the server's programs, the newest last; other systems have them on the path.
_DEBIAN = Path("/usr/lib/postgresql")
#: What a server needs that is thrown away afterwards: nothing is flushed to the disk.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
}


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`, or None where PostgreSQL is not installed."""
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if found is None or not Path(found).with_name("postgres").exists():
        return None
    return Path(found).parent


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A running server, which takes anyone from this machine as its superuser `hub`."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        """Nothing is started yet."""
        self._folder, self._binaries, self.port = folder, binaries, free_port()
        # PostgreSQL refuses to run as root, so as root it runs as the least of users.
        self._user = None if os.getuid() else _other_user()

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://hub@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database; returns its address."""
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "hub", database)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Delete a database and end who is connected to it."""
        at = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "hub")
        self.run("dropdb", *at, "--if-exists", "--force", database)

    def start(self) -> None:
        """Start it, with what it held before, and wait until it answers."""
        data = self._folder / "data"
        if not data.exists():
            self.run(
                "initdb",
                "-D",
                str(data),
                "-U",
                "hub",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            )
            lines = [f"{name} = '{value}'" for name, value in _SETTINGS.items()]
            lines += [f"port = {self.port}", f"unix_socket_directories = '{self._folder}'"]
            with (data / "postgresql.conf").open("a") as file:
                file.write("\n".join(lines) + "\n")
        log = str(self._folder / "log")
        self.run("pg_ctl", "-D", str(data), "-l", log, "-w", "-t", "60", "start")

    def stop(self, how: str = "fast") -> None:
        """End it: `fast`, or `immediate` as a crash does."""
        data = str(self._folder / "data")
        self.run("pg_ctl", "-D", data, "-m", how, "-w", "stop", fail=False)

    def run(self, program: str, *arguments: str, fail: bool = True) -> str:
        """Run one of PostgreSQL's programs; returns its output."""
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            cwd=self._folder,
            user=self._user.pw_uid if self._user else None,
            group=self._user.pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self._folder)},
            # A server that outlives this call must not keep its output open.
            stdout=(self._folder / "output").open("w+"),
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        output = (self._folder / "output").read_text()
        if fail and done.returncode:
            raise RuntimeError(f"{program} failed: {output}")
        return output


def _other_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("There is no user but root to run PostgreSQL.")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server, gone afterwards. Raises RuntimeError where PostgreSQL is missing."""
    binaries = programs()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed.")
    # Not pytest's folder: the other user could not go in, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    server = Cluster(folder, binaries)
    if server._user:
        os.chown(folder, server._user.pw_uid, server._user.pw_gid)
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
