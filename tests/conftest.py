"""What holds for every test: nothing leaves this machine."""

from __future__ import annotations

import gc
import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from tests import kinds, migrated


class NetworkRefused(ConnectionRefusedError):
    """A test tried to reach another machine."""


def _is_here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost", socket.gethostname()}:
        return True
    try:
        address = ipaddress.ip_address(str(name).split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse connections and look-ups of names beyond this machine; its own parts talk as ever."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def checked(own: socket.socket, address: Any) -> Any:
        if own.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            raise NetworkRefused(f"A test must not connect to {address!r}.")
        return address

    def looked_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_here(host):
            raise NetworkRefused(f"A test must not look up {host!r}.")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", lambda s, a: connect(s, checked(s, a)))
        patch.setattr(socket.socket, "connect_ex", lambda s, a: connect_ex(s, checked(s, a)))
        patch.setattr(socket, "getaddrinfo", looked_up)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """In place of pytest-django's: the database is migrated once for all processes of the tests."""
    with django_db_blocker.unblock():
        sqlite = connection.vendor == "sqlite"
        with migrated.lock():
            there = sqlite and migrated.put(Path(connection.settings_dict["TEST"]["NAME"]))
            made = setup_databases(verbosity=0, interactive=False, keepdb=there)
            if sqlite and not there:
                migrated.keep()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


#: Files that take minutes: begun first, so that no core waits for them in the end.
_LONG = (
    "test_sample_site.py",
    "proof/test_proof.py",
    "processes/",
    "test_demo.py",
    "test_accessibility.py",
    "test_store_faults.py",
    "test_recovery_killed.py",
    "test_database_move_whole.py",
    # Of those of `make test`.
    "test_encoders.py",
    "test_foreign_site.py",
    "test_accessibility_smoke.py",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Put the tests of long files first; the order within a file stays."""
    # Before those that `-m` leaves out are gone, and after pytest-django has sorted by database.
    kinds.check(items)
    yield

    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((n for n, part in enumerate(_LONG) if part in path), len(_LONG))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Look for garbage seldom: most of what is there was imported, and stays."""
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English: a request leaves its own language active in the thread."""
    with translation.override("en"):
        yield
