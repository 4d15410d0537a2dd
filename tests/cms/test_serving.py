"""`manage.py serve` as an operator meets it: a process of its own, started and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from cms.runtime.postgresql import free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hub")


@contextmanager
def hub(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The hub's process, killed at the end if it still runs."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HUB_", "ASSISTANT_", "TELEGRAM_"))
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--no-sample", "--port", str(port)],
        env={
            **environment,
            "HUB_DATA_DIR": str(data),
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
        },
        cwd=Path(__file__).resolve().parents[2],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # As in a terminal: a shell that runs tests in the background has it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until_it_serves(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            health = httpx.get(f"http://127.0.0.1:{port}/assistant/api/v1/health", timeout=10)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            # It serves while the vector store is still being opened.
            if health.json()["status"] == "ok":
                return
            time.sleep(0.2)
    pytest.fail("The hub does not serve.")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_and_stops_without_a_fuss(data: Path, stop: signal.Signals) -> None:
    port = free_port()
    with hub(data, port) as process:
        wait_until_it_serves(process, port)
        file = httpx.get(f"http://127.0.0.1:{port}/static/cms/site.css", timeout=10)
        process.send_signal(stop)
        said, _ = process.communicate(timeout=30)

    assert int(file.headers["Content-Length"]) == len(file.content) > 0
    assert process.returncode == 0
    assert said.rstrip().endswith("Stopped.")
    assert "Traceback" not in said
    assert "Warning" not in said


def test_a_port_that_is_taken_is_said_before_any_work(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with hub(tmp_path, port) as process:
            said, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert said.startswith(f"CommandError: Port {port} is taken.")
    assert not (tmp_path / "hub.sqlite3").exists()
