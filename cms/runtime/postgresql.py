"""A PostgreSQL server of one's own in a folder, for trying out and for tests: no system service.

It takes anybody from this machine, so nothing that matters belongs into it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

#: Where Debian keeps the server's programs, the newest last; other systems have them on the path.
_DEBIAN = Path("/usr/lib/postgresql")


class PostgresqlMissing(RuntimeError):
    """PostgreSQL's server programs are not on this machine."""


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

    def __init__(self, folder: Path, port: int, settings: Mapping[str, str] | None = None) -> None:
        """Nothing is started yet. Raises PostgresqlMissing."""
        binaries = programs()
        if binaries is None:
            raise PostgresqlMissing("PostgreSQL is not installed (Debian: apt install postgresql).")
        self._folder, self._binaries, self.port = folder, binaries, port
        self._settings = {"listen_addresses": "127.0.0.1", "timezone": "UTC", **(settings or {})}
        # PostgreSQL refuses to run as root, so as root it runs as the least of users.
        self._user = None if os.getuid() else _other_user()
        folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://hub@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database; returns its address."""
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "hub", database)
        return self.url(database)

    def create_once(self, database: str) -> str:
        """The address of a database, which is made unless it is there."""
        at = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "hub")
        asked = f"SELECT 1 FROM pg_database WHERE datname = '{database}'"  # noqa: S608
        there = self.run("psql", *at, "-d", "postgres", "-Atc", asked).strip()
        return self.url(database) if there else self.create(database)

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
            lines = [f"{name} = '{value}'" for name, value in self._settings.items()]
            # The path of a socket must be short, so there is none.
            lines += ["unix_socket_directories = ''"]
            with (data / "postgresql.conf").open("a") as file:
                file.write("\n".join(lines) + "\n")
        log = str(self._folder / "log")
        port = f"-p {self.port}"
        self.run("pg_ctl", "-D", str(data), "-l", log, "-o", port, "-w", "-t", "60", "start")

    def stop(self, how: str = "fast") -> None:
        """End it: `fast`, or `immediate` as a crash does."""
        data = str(self._folder / "data")
        self.run("pg_ctl", "-D", data, "-m", how, "-w", "stop", fail=False)

    def run(self, program: str, *arguments: str, fail: bool = True) -> str:
        """Run one of PostgreSQL's programs; returns its output."""
        done = subprocess.run(  # noqa: S603
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
